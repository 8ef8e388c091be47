import ConnectAPI
import Converters
import Datagen
import FileConnector
import HTTPConnector
import Mirror
import Transforms

/// The plugins that this worker is built with. A worker of your own: add a package, and its list here.
enum Plugins {
    static let all =
        ConvertersPlugins.list + TransformsPlugins.list + datagenPlugins + fileConnectorPlugins + httpConnectorPlugins
        + mirrorPlugins
}
