// What a program with Debian's sarama does with a broker: topics, an idempotent producer with every compression that the
// client's version may use, consumers, a group that others join, and clean-up. Ends with 0, or says what went wrong.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/Shopify/sarama"
)

const (
	partitions = 4
	perCodec   = 3000
	patience   = 60 * time.Second
)

var codecs = []sarama.CompressionCodec{
	sarama.CompressionNone, sarama.CompressionGZIP, sarama.CompressionSnappy, sarama.CompressionLZ4,
}

func fail(format string, values ...interface{}) {
	fmt.Printf("FAILED "+format+"\n", values...)
	os.Exit(1)
}

func check(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

func settings(version sarama.KafkaVersion) *sarama.Config {
	config := sarama.NewConfig()
	config.Version = version
	config.Net.MaxOpenRequests = 1
	config.Producer.Idempotent = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Producer.Return.Successes = true
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	return config
}

func produce(brokers []string, config *sarama.Config, topic string, count int) error {
	producer, err := sarama.NewAsyncProducer(brokers, config)
	check(err, "making a producer")
	defer producer.AsyncClose()
	go func() {
		for i := 0; i < count; i++ {
			producer.Input() <- &sarama.ProducerMessage{
				Topic: topic, Key: sarama.StringEncoder(fmt.Sprint("key ", i%97)),
				Value:   sarama.StringEncoder(fmt.Sprint("value ", i)),
				Headers: []sarama.RecordHeader{{Key: []byte("h"), Value: []byte("x")}}, Timestamp: time.Now(),
			}
		}
	}()
	for i := 0; i < count; i++ {
		select {
		case <-producer.Successes():
		case err := <-producer.Errors():
			return err.Err
		case <-time.After(patience):
			fail("the producer stands still after %d", i)
		}
	}
	return nil
}

func consume(client sarama.Client, topic string) int {
	consumer, err := sarama.NewConsumerFromClient(client)
	check(err, "making a consumer")
	count := 0
	for partition := int32(0); partition < partitions; partition++ {
		end, err := client.GetOffset(topic, partition, sarama.OffsetNewest)
		check(err, "asking for the end")
		messages, err := consumer.ConsumePartition(topic, partition, sarama.OffsetOldest)
		check(err, "consuming")
		for offset := int64(0); offset < end; offset++ {
			select {
			case message := <-messages.Messages():
				if message.Offset != offset || len(message.Headers) != 1 {
					fail("offset %d instead of %d", message.Offset, offset)
				}
				count++
			case <-time.After(patience):
				fail("the consumer stands still at %d", offset)
			}
		}
		check(messages.Close(), "closing a consumer")
	}
	return count
}

// group counts the messages that its members have seen.
type group struct {
	mutex sync.Mutex
	seen  map[string]bool
	want  int
	done  chan bool
}

func (g *group) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (g *group) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (g *group) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		session.MarkMessage(message, "")
		g.mutex.Lock()
		before := len(g.seen)
		g.seen[fmt.Sprint(message.Partition, " ", message.Offset)] = true
		if len(g.seen) == g.want && before < g.want {
			close(g.done)
		}
		g.mutex.Unlock()
	}
	return nil
}

func consumeInGroup(brokers []string, config *sarama.Config, topic string, want int) {
	counter := &group{seen: map[string]bool{}, want: want, done: make(chan bool)}
	life, end := context.WithCancel(context.Background())
	var members []sarama.ConsumerGroup
	for i := 0; i < 3; i++ {
		member, err := sarama.NewConsumerGroup(brokers, "group of "+topic, config)
		check(err, "making a member")
		members = append(members, member)
		go func() {
			for life.Err() == nil && member.Consume(life, []string{topic}, counter) == nil {
			}
		}()
	}
	select {
	case <-counter.done:
	case <-time.After(patience):
		fail("the group has read %d of %d", len(counter.seen), want)
	}
	end()
	for _, member := range members {
		check(member.Close(), "closing a member")
	}
}

func run(brokers []string, version sarama.KafkaVersion) {
	topic := "sarama-" + version.String()
	config := settings(version)
	admin, err := sarama.NewClusterAdmin(brokers, config)
	check(err, "making an admin")
	detail := &sarama.TopicDetail{NumPartitions: partitions, ReplicationFactor: 1}
	check(admin.CreateTopic(topic, detail, false), "creating a topic")
	if admin.CreateTopic(topic, detail, false) == nil {
		fail("a topic was created twice")
	}
	total := 0
	for _, codec := range codecs {
		config.Producer.Compression = codec
		check(produce(brokers, config, topic, perCodec), "producing, "+codec.String())
		total += perCodec
	}
	config.Producer.Compression = sarama.CompressionZSTD // its Produce request is too old for that
	if err := produce(brokers, config, topic, 1); err != sarama.ErrUnsupportedCompressionType {
		fail("zstd: %v", err)
	}
	config.Producer.Compression = sarama.CompressionNone
	client, err := sarama.NewClient(brokers, config)
	check(err, "making a client")
	if count := consume(client, topic); count != total {
		fail("%d messages of %d", count, total)
	}
	consumeInGroup(brokers, config, topic, total)
	check(admin.DeleteRecords(topic, map[int32]int64{0: 10}), "deleting records")
	if first, err := client.GetOffset(topic, 0, sarama.OffsetOldest); err != nil || first != 10 {
		fail("the first offset is %d, %v", first, err)
	}
	check(admin.CreatePartitions(topic, partitions+2, nil, false), "adding partitions")
	check(admin.DeleteTopic(topic), "deleting a topic")
	check(client.Close(), "closing a client")
	check(admin.Close(), "closing an admin")
}

func main() {
	for _, version := range []sarama.KafkaVersion{sarama.V2_1_0_0, sarama.V2_2_0_0} {
		run(os.Args[1:], version)
		fmt.Println("ok, as a client of Kafka", version)
	}
}
