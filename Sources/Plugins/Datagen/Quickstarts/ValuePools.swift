import JSON

/// Texts that several quickstarts choose from, so that their records can be joined. Order matters for seeded streams.
enum ValuePools {
    /// The texts as a JSON array.
    static func json(_ texts: [String]) -> String { JSONValue.array(texts.map(JSONValue.string)).text }

    /// The same for texts that are numbers.
    static func numbers(_ texts: [String]) -> String { "[" + texts.joined(separator: ",") + "]" }

    private static func split(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }

    /// People.
    static let people = split(
        """
        Frieda Baldi, Cherrita Gallaccio, Matt Cleugh, Dulciana Murfill, Germayne Streetley, Brenna Woolfall, \
        Gerhardt Tenbrug, Hayley Tuma, Winny Cadigan, Bonnibelle Macek, Lionel Byneth, Trev Roper, \
        Lena MacFadzean, Benton Allcorn, Avis Moyler, Marchall Rochewell, Adele Bohl, Barnett Mcall, \
        Frieda Pirrone, Pattin Eringey, Kalila Fewings, Giacobo Beuscher, Rozalin Hair, Egon Beagan, \
        Owen Strotton, Fernando Rosensaft, Carleton Gwyther, Kata Coll, Rossie Hobben, Stephanie Gookey, \
        Robyn Milazzo, Tilda O'Lunney, Nolan Kidney, Jori Ottiwill, Benito Graveson, Zechariah Wrate, \
        Chelsae Napton, Jeremy Heffernon, Derk McAviy, Constantin Mears, Fitz Ballin, Essy Bettles, Gene Klemt, \
        Nikolai Arnopp, Gustave Westhofer, Simona Mayhow, Cort Bainbridge, Sibyl Vockins, Andriette Gaze, \
        Shaughn De Simoni, Nathaniel Hallowell, Charley Dudill, Cirstoforo Joblin, Hyacinthia Kinastan, \
        Dur Lasselle, Gay Chadburn, Livvie Hawyes, Aldrich MacVay, Riva Rossant, Johanna Reichartz, \
        Trent Gantlett, Aryn Haskell, Byrann Barock, Gerda Cleugher, Sonnie Guildford, Vergil Borge, \
        Lurline Rocco, Geoff Eddy, Zea Leighton, Leif Baden, Quint Bidgod, Talbot Cashell, Sheridan Foulsham, \
        Camile Shrimplin, Marcel Nayshe, Lea Murrish, Lucais Midson, Zeb Rylatt, Nertie Zuker, Babara Henderson, \
        Electra Ridgley, Jere Standingford, Cyril Yellowlea, Isadora Peegrem, Caria Smewings, Karena Kauffman, \
        Haywood Snowball, Winslow Starcks, Alis Ponton, Marietta Lezemere, Emilee Broadbridge, Faye Beaument, \
        Shannah Beatson, West Doy, Chryste Wren, Trumann Labba, Anatollo Beckwith, Konstanze Dunsford, \
        Raychel Roset, Heindrick Ravenscroft
        """)

    /// IP addresses of devices.
    static let addresses = split(
        """
        204.149.41.63, 54.222.176.193, 122.120.109.66, 59.145.93.29, 222.85.75.48, 68.70.120.23, 8.243.217.97, \
        47.82.29.180, 182.23.41.165, 230.195.181.37, 45.206.35.54, 59.222.135.27, 178.74.178.202, 112.10.11.67, \
        231.62.195.226, 56.25.171.14, 72.206.143.236, 101.162.21.103, 98.24.15.221, 109.151.30.96, \
        67.143.145.10, 161.110.198.55, 56.186.158.4, 215.63.183.99, 173.218.229.93, 119.0.185.169, \
        13.206.166.235, 17.208.177.68, 230.234.177.180, 177.83.69.26, 109.78.222.30, 232.59.60.147, \
        250.173.99.68, 4.75.226.124, 174.185.97.9, 214.15.142.138, 84.46.49.248, 189.150.30.47, 226.178.139.46, \
        167.153.109.224, 126.147.106.47, 157.200.87.61, 131.255.186.13, 152.102.102.68, 214.177.4.5, \
        161.166.90.144, 98.160.215.50, 210.74.249.137, 244.64.29.244, 68.227.6.52, 141.228.33.77, 33.207.45.196, \
        60.35.239.48, 25.88.68.126, 239.126.133.195, 173.13.57.55, 134.23.137.5, 120.48.50.185, 215.90.55.197, \
        23.97.205.108, 117.250.191.255, 165.188.33.225, 153.41.174.133, 42.252.99.100, 12.42.99.54, \
        237.83.9.240, 137.148.240.223, 113.9.0.63, 73.126.21.73, 70.109.118.28, 121.166.215.228, 15.128.133.129, \
        156.64.22.26, 74.31.184.80, 32.110.165.153, 3.84.77.181, 106.45.159.209, 49.33.192.133, 66.95.63.195, \
        242.252.182.130, 245.91.183.42, 120.121.18.230, 144.81.168.91, 206.219.105.117, 225.242.249.169, \
        66.153.168.58, 160.199.67.92, 53.124.103.36, 94.51.180.226, 60.179.124.207, 4.126.94.49, 127.136.244.28, \
        171.169.227.52, 137.204.219.247, 20.195.159.248, 97.217.72.152, 152.30.133.188, 173.79.61.56, \
        173.119.145.171, 149.135.212.84
        """)

    /// MAC addresses.
    static let hardwareAddresses = split(
        """
        20-FC-45-56-D4-11, DA-C5-32-E2-C1-8F, 52-FF-47-B2-4E-40, 10-7A-3D-D0-55-5E, E1-36-4F-CC-07-D1, \
        B9-4B-F7-9A-BC-FB, E4-26-F7-10-AF-55, 8A-C1-65-E1-96-26, F8-E2-9D-20-DA-2B, 4F-B2-2D-63-35-D0, \
        0D-21-E6-36-2A-48, 2F-CE-2C-ED-A9-79, 2D-D0-DC-2D-68-E2, 6A-76-E5-12-BF-6F, 02-B6-B9-02-EF-1B, \
        16-61-3F-30-95-06, 08-FC-5B-DC-D7-EC, 0E-F9-E7-CD-23-E9, 41-E2-09-EE-07-85, 20-65-79-65-EA-E7, \
        8D-64-BD-87-DF-CF, 36-29-79-FD-02-34, 10-4A-A2-70-D3-9A, 71-66-76-88-10-E4, 38-FF-33-73-5B-11, \
        C6-E7-CA-9B-69-5C, 97-E3-BA-B2-47-77, C0-1B-23-A1-96-24, 89-76-CC-72-C8-55, 78-26-55-A7-66-87, \
        D8-AA-BE-B3-B6-CC, AF-3C-AA-F8-EF-E7, 2E-50-8F-9A-F0-B5, D2-0B-7F-EC-A6-03, 7A-2E-17-17-D3-D1, \
        AD-9F-95-8C-D7-DB, 53-BE-22-01-C7-A6, 95-E4-54-28-7B-F9, 6F-5E-64-19-86-86, 50-10-5B-90-B1-95, \
        DD-BB-53-78-7F-A7, 6D-F7-05-28-48-8E, 84-50-36-FC-40-0F, 11-B4-74-C3-22-08, 24-BF-FE-8B-F9-D3, \
        3A-5C-C1-1A-03-0B, 44-CA-1C-94-1D-2A, 2E-7B-53-47-76-25, 6F-B9-B9-9B-08-05, 29-85-80-9B-4C-4A
        """)

    /// Numbers of insured customers.
    static let customerIDs = split(
        """
        415, 871, 597, 210, 833, 371, 387, 313, 882, 854, 895, 198, 468, 860, 383, 226, 630, 546, 949, 276, 595, \
        406, 565, 129, 973, 10, 579, 167, 273, 548, 175, 957, 45, 582, 66, 472, 578, 825, 572, 322, 864, 272, \
        910, 507, 942, 368, 643, 421, 92, 433, 75, 305, 173, 863, 315, 344, 526, 264, 225, 40, 866, 473, 662, \
        611, 401, 993, 158, 997, 43, 36, 843, 814, 965, 967, 470, 55, 615, 30, 894, 333, 763, 929, 994, 771, \
        601, 634, 955, 310, 463, 887, 770, 386, 188, 62, 41, 465, 932, 832, 819, 103, 377, 216, 958, 39, 699, \
        557, 195, 966, 382, 796, 223, 58, 232, 486, 462, 441, 731, 388, 395, 606, 307, 137, 56, 719, 104, 493, \
        114, 392, 343, 640, 102, 268, 294, 169, 57, 35, 956, 49, 752, 522, 845, 980, 204, 581, 886, 694, 229, \
        753, 190, 206
        """)

    /// IP addresses of insured customers.
    static let customerAddresses = split(
        """
        223.135.0.204, 36.149.179.191, 60.194.249.18, 136.186.114.150, 74.124.70.237, 69.212.203.214, \
        70.1.63.102, 37.130.125.130, 193.33.103.229, 32.61.200.245, 51.196.238.21, 111.187.166.26, \
        217.237.199.242, 202.194.220.196, 205.196.213.241, 137.209.182.50, 198.43.175.27, 124.166.107.190, \
        192.61.188.203, 57.125.102.149, 74.163.164.66, 67.66.179.220, 201.63.8.144, 50.57.65.143, \
        135.146.254.138, 225.103.12.27, 147.187.228.215, 94.87.184.82, 88.145.28.140, 208.216.1.101, \
        175.36.181.120, 194.7.156.81, 30.209.200.179, 72.112.128.155, 77.82.56.87, 76.241.80.115, 177.13.65.63, \
        92.160.162.102, 216.212.0.222, 76.119.252.185, 134.186.192.26, 85.228.219.76, 195.82.242.168, \
        109.187.240.70, 125.191.141.103, 176.58.219.253, 98.53.186.67, 21.127.2.182, 58.73.132.227, \
        251.119.237.69
        """)

    /// IP addresses of players.
    static let playerAddresses = split(
        """
        117.119.34.13, 253.165.97.77, 98.173.165.60, 213.77.228.11, 40.62.99.184, 46.152.206.98, 241.18.67.160, \
        60.105.214.197, 68.145.84.22, 189.253.70.170, 183.153.131.220, 190.205.93.27, 122.144.88.117, \
        233.122.238.221, 119.248.57.152, 221.76.79.166, 214.194.20.254, 48.183.248.225, 109.187.240.70, \
        66.106.114.58, 200.181.48.97, 105.180.133.32, 195.82.242.168, 193.33.103.229, 151.58.194.8, \
        151.18.78.73, 245.93.20.235, 71.191.233.253, 151.228.5.139, 195.209.115.240, 137.210.104.16, \
        59.26.115.135, 242.91.60.243, 44.125.117.30, 58.22.186.13, 11.107.127.127, 145.156.130.86, \
        128.91.240.205, 175.36.181.120, 71.176.200.104, 61.160.45.31, 174.111.209.131, 28.50.5.234, \
        56.180.162.177, 206.250.61.47, 29.250.237.107, 26.45.199.135, 31.46.35.158, 199.22.148.96, \
        9.130.149.231, 206.228.92.173, 236.38.31.50, 37.136.192.70, 107.27.178.139, 29.183.6.183, \
        118.222.29.232, 232.200.180.97, 198.1.226.227, 64.39.185.31, 243.28.102.230, 252.49.141.204, \
        215.235.104.14, 61.59.180.203, 159.45.141.92, 212.156.139.166, 72.176.106.166, 199.23.37.30, \
        204.124.16.39, 144.103.183.21, 46.192.83.190, 107.164.34.84, 104.16.237.57, 106.79.164.228, \
        243.10.150.38, 194.5.112.254, 34.10.81.209, 136.17.217.222, 174.7.59.85, 219.151.0.93, 183.255.62.100, \
        131.82.63.116, 88.103.168.162, 255.154.216.143, 25.97.116.94, 160.99.254.200, 113.47.135.39, \
        187.131.135.163, 143.25.215.3, 78.107.115.65, 101.231.38.202, 22.30.43.226, 77.208.184.143, \
        72.88.181.74, 232.20.218.30, 141.46.127.99, 120.63.46.231, 82.97.69.85, 213.241.29.166, 183.237.217.217, \
        165.19.12.241
        """)

    /// Order lines: product, category, quantity and price of a piece.
    static let pizzaLines = split(
        """
        66 calzone 4 18.78, 71 salad 4 4.9, 79 pizza 3 19.61, 38 calzone 2 13.05, 26 calzone 1 17.37, \
        66 calzone 3 24.63, 62 dessert 3 21.14, 68 salad 3 21.13, 72 salad 2 8.46, 55 calzone 2 3.6, \
        77 pizza 4 19.01, 60 pizza 3 1.49, 8 dessert 3 23.33, 91 calzone 4 11.24, 78 pizza 2 11.45, \
        27 dessert 3 22.02, 58 salad 1 9.88, 9 dessert 4 24.69, 77 salad 1 12.62, 27 wings 3 2.21, \
        4 calzone 1 19.04, 48 calzone 1 16.38, 26 dessert 5 9.24, 75 pizza 5 16.09, 33 salad 3 10.88, \
        45 calzone 5 22.64, 65 dessert 5 2.63, 52 wings 1 5.68, 23 pizza 3 5.49, 67 dessert 1 3.02, \
        71 dessert 4 16.69, 69 salad 3 17.07, 41 pizza 4 11.55, 44 wings 2 6.59, 66 wings 2 16.54, \
        8 calzone 5 12.07, 43 salad 5 13.9, 13 calzone 5 20.3, 65 salad 5 16.61, 48 dessert 1 4.18, \
        59 calzone 3 5.74, 42 calzone 1 15.65, 22 calzone 5 2.79, 47 pizza 2 15.35, 72 salad 5 24.97, \
        60 salad 1 2.85, 58 dessert 1 1.24, 88 calzone 4 24.0, 98 wings 1 6.66, 37 pizza 3 14.62, \
        37 calzone 3 14.21, 54 wings 1 18.88, 52 wings 3 9.47, 80 wings 1 13.39, 6 pizza 3 13.64, \
        95 wings 1 24.9, 60 pizza 5 7.63, 81 wings 4 20.31, 42 dessert 1 6.61, 6 salad 4 7.66, \
        36 calzone 4 3.23, 27 calzone 1 8.64, 97 salad 5 6.33, 95 salad 4 14.89, 89 pizza 1 8.81, \
        97 dessert 3 16.03, 25 salad 4 3.17, 42 wings 2 5.47, 7 salad 2 18.25, 4 wings 4 16.46, \
        78 calzone 1 2.15, 71 calzone 1 22.3, 80 dessert 5 12.69, 83 salad 1 1.66, 44 dessert 4 18.18, \
        43 calzone 4 2.01, 91 calzone 3 13.06, 55 wings 2 22.1, 88 wings 1 5.33, 10 dessert 2 8.68, \
        76 salad 2 1.39, 13 salad 5 17.69, 27 salad 4 9.22, 94 wings 3 7.16, 89 dessert 1 20.2, 4 wings 4 3.52, \
        97 dessert 4 6.62, 57 dessert 2 20.44, 6 dessert 4 10.59, 86 salad 3 24.6, 85 salad 3 11.83, \
        95 wings 3 15.27, 18 calzone 3 11.25, 85 wings 3 13.53, 13 wings 4 16.58, 12 salad 5 9.19, \
        21 pizza 1 13.65, 14 dessert 2 18.32, 7 calzone 5 23.88, 71 pizza 1 22.52
        """)

    /// Makers of shoes.
    static let brands = [
        "Ankunding and Sons", "Beer, DAmore and Wintheiser", "Berge Group", "Braun-Bruen",
        "Gleichner-Buckridge", "Grady Group", "Harvey-Kuhic", "Huel-Ortiz", "Jones-Stokes",
        "Langworth-Little", "Lebsack, Wiza and Jakubowski", "Macejkovic, Walter and Cummings",
        "Oberbrunner, Dietrich and Hickle", "Okuneva, McCullough and Reynolds", "Renner-DAmore",
        "Tillman, Effertz and Nikolaus", "Torphy Group", "Tremblay LLC", "Will Inc", "Williamson Group",
    ]

    /// Ids of shoes and of their buyers: random UUIDs that are the same in every run.
    static let shoeIDs = uuids(643, seed: 643)
    static let shoeCustomerIDs = uuids(301, seed: 301)

    private static func uuids(_ count: Int, seed: Int64) -> [String] {
        var random = JavaRandom(seed: seed)
        return (0..<count).map { _ in
            var digits = (0..<32).map { _ in String(random.nextInt(16), radix: 16) }
            digits[12] = "4"
            digits[16] = String(8 + random.nextInt(4), radix: 16)
            for place in [20, 16, 12, 8] { digits.insert("-", at: place) }
            return digits.joined()
        }
    }
}
