// What librdkafka needs for the same work as `bench producer`: records of one size, idempotent, all acknowledged.
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long delivered, failed;

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque) {
    (void)producer;
    (void)opaque;
    delivered++;
    if (message->err) failed++;
}

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void send_all(rd_kafka_t *producer, rd_kafka_topic_t *topic, const char *value, size_t size, long count) {
    long target = delivered + count;
    for (long i = 0; i < count; i++)
        while (rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, (void *)value, size, NULL, 0, NULL))
            rd_kafka_poll(producer, 10);  // its queue is full
    while (delivered < target) rd_kafka_poll(producer, 100);
}

int main(int argc, char **argv) {
    if (argc < 3) return fprintf(stderr, "producer HOST:PORT TOPIC [COUNT] [SIZE] [KEY=VALUE]...\n"), 2;
    long count = argc > 3 ? atol(argv[3]) : 1000000;
    size_t size = argc > 4 ? (size_t)atol(argv[4]) : 100;
    char error[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", argv[1], error, sizeof error);
    rd_kafka_conf_set(conf, "enable.idempotence", "true", error, sizeof error);
    for (int i = 5; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals) *equals = 0;
        if (!equals || rd_kafka_conf_set(conf, argv[i], equals + 1, error, sizeof error)) return fprintf(stderr, "%s\n", argv[i]), 2;
    }
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_t *producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    if (!producer) return fprintf(stderr, "%s\n", error), 1;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(producer, argv[2], NULL);
    char *value = malloc(size + 1);
    memset(value, 'x', size);
    send_all(producer, topic, value, size, 1000);  // connections and metadata
    double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    send_all(producer, topic, value, size, count);
    double seconds = now(CLOCK_MONOTONIC) - start;
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("librdkafka %s: %ld records of %zu bytes, %ld failed, %.3f s, %.0f records/s, CPU %.3f s, %.3f µs a record\n",
           rd_kafka_version_str(), count, size, failed, seconds, count / seconds, cpu, cpu * 1e6 / count);
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(producer);
    return failed != 0;
}
