import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * Records frames of Kafka's own message classes, filled at random, with what its JSON converters say of them.
 *
 * <p>Tests/Golden/wire-frames.jsonl was made with kafka-clients 4.1.2:
 * <pre>java -cp "$KAFKA_HOME/libs/*" Tests/Interop/RecordWireFrames.java 3 Produce,Fetch,… &gt; wire-frames.jsonl</pre>
 * with the names of all APIs in Sources/wiregen. The same arguments give the same frames.
 */
public class RecordWireFrames {
    private static final String[] WORDS = {
        "orders", "connect-cluster", "a", "", "zo\u00eb", "consumer-group-17", "10.0.0.7", "users.v1"
    };
    private static Random random;

    public static void main(String[] arguments) throws Exception {
        int samples = Integer.parseInt(arguments[0]);
        Set<String> names = Set.of(arguments[1].split(","));
        for (ApiKeys api : ApiKeys.values()) {
            if (!names.contains(api.messageType.name)) continue;
            for (short version = api.oldestVersion(); version <= api.latestVersion(); version++) {
                for (int i = 0; i < samples; i++) record(api, version, true, i);
                for (int i = 0; i < samples; i++) record(api, version, false, i);
            }
        }
    }

    private static void record(ApiKeys api, short version, boolean isRequest, int sample) throws Exception {
        random = new Random(api.id * 1000L + version * 10 + (isRequest ? 1 : 0) + sample * 1000003L);
        ApiMessage message = message(api, version, isRequest);
        String client = sample % 2 == 0 ? "client" : null;
        Message header = isRequest
            ? new RequestHeader(api, version, client, 77).data()
            : new ResponseHeader(77, api.responseHeaderVersion(version)).data();
        short headerVersion = isRequest ? api.requestHeaderVersion(version) : api.responseHeaderVersion(version);

        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("api", (int) api.id).put("role", isRequest ? "request" : "response").put("version", version);
        line.put("frame", hex(header, headerVersion) + hex(message, version));
        line.set("fields", json(message, version));
        System.out.println(line);
    }

    /** Fills the schema of a version, and lets the message class read that. */
    private static ApiMessage message(ApiKeys api, short version, boolean isRequest) {
        Schema[] schemas = isRequest ? api.messageType.requestSchemas() : api.messageType.responseSchemas();
        Struct struct = filled(withNullableStructs(schemas[version]));
        ByteBuffer buffer = ByteBuffer.allocate(struct.sizeOf());
        struct.writeTo(buffer);
        buffer.flip();
        ApiMessage message = isRequest ? api.messageType.newRequest() : api.messageType.newResponse();
        message.read(new ByteBufferAccessor(buffer), version);
        if (buffer.hasRemaining()) throw new IllegalStateException(api + " " + version + ": bytes left");
        return message;
    }

    private static String hex(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        return HexFormat.of().formatHex(buffer.array());
    }

    private static JsonNode json(ApiMessage message, short version) throws Exception {
        Class<?> converter = Class.forName(message.getClass().getName() + "JsonConverter");
        return (JsonNode) converter.getMethod("write", message.getClass(), short.class, boolean.class)
            .invoke(null, message, version, false);
    }

    private static Struct filled(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                TreeMap<Integer, Object> values = new TreeMap<>();
                tagged.fields().forEach((tag, of) -> {
                    if (random.nextInt(4) != 0) values.put(tag, value(of.type, false));
                });
                struct.set(field, values);
            } else {
                struct.set(field, value(field.def.type, true));
            }
        }
        return struct;
    }

    private static Object value(Type type, boolean isTop) {
        if (type instanceof NullableStruct nullable) return random.nextInt(3) == 0 ? null : filled(nullable.schema);
        if (type instanceof Schema schema) return filled(schema);
        if (type.isNullable() && random.nextInt(4) == 0) return null;
        if (type.isArray()) {
            List<Object> elements = new ArrayList<>();
            int count = isTop ? 1 + random.nextInt(2) : random.nextInt(3);
            for (int i = 0; i < count; i++) elements.add(value(type.arrayElementType().get(), false));
            return elements.toArray();
        }
        return switch (type.toString().replace("COMPACT_", "").replace("NULLABLE_", "")) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) random.nextInt();
            case "INT16" -> (short) random.nextInt(random.nextBoolean() ? 100 : 65536);
            case "INT32" -> random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(100000);
            case "INT64" -> random.nextInt(4) == 0 ? random.nextLong() : (long) random.nextInt(100000);
            case "UUID" -> new Uuid(random.nextLong(), random.nextLong());
            case "STRING" -> WORDS[random.nextInt(WORDS.length)] + (random.nextInt(4) == 0 ? random.nextInt(1000) : "");
            case "BYTES" -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield ByteBuffer.wrap(bytes);
            }
            case "RECORDS" -> MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(
                1700000000000L + random.nextInt(1000), ("k" + random.nextInt(100)).getBytes(),
                ("v" + random.nextInt(100)).getBytes()));
            default -> throw new IllegalStateException("no values for " + type);
        };
    }

    /** Kafka's schemas don't say which structs may be null and have a byte in front of them. */
    private static Schema withNullableStructs(Schema schema) {
        Field[] fields = new Field[schema.numFields()];
        for (int i = 0; i < fields.length; i++) {
            Field field = schema.get(i).def;
            boolean isNullable = Set.of("assignment", "cursor", "next_cursor").contains(field.name);
            fields[i] = isNullable && field.type instanceof Schema inner
                ? new Field(field.name, new NullableStruct(inner)) : field;
        }
        return new Schema(fields);
    }

    private static class NullableStruct extends Type {
        final Schema schema;

        NullableStruct(Schema schema) { this.schema = schema; }

        @Override public boolean isNullable() { return true; }

        @Override public void write(ByteBuffer buffer, Object value) {
            buffer.put((byte) (value == null ? -1 : 1));
            if (value != null) schema.write(buffer, value);
        }

        @Override public Object read(ByteBuffer buffer) { throw new UnsupportedOperationException(); }

        @Override public Object validate(Object value) { return value; }

        @Override public int sizeOf(Object value) { return value == null ? 1 : 1 + schema.sizeOf(value); }
    }
}
