// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/datagram_packer.h"
#include "services/statsd/datagram_sender.h"
#include "services/statsd/dogstatsd_lines.h"
#include "services/statsd/socket_address.h"
#include "services/statsd/statsd_aggregator.h"
#include "tests/services/statsd/flush_text.h"
#include "tests/services/statsd/unix_receiver.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

#include <sys/socket.h>
#include <sys/un.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;

namespace {

WrittenMetric metricOf(std::string name, StatsdType type, std::vector<double> values)
{
    WrittenMetric metric;
    metric.name = std::move(name);
    metric.type = type;
    metric.values = std::move(values);
    return metric;
}

/// The datagrams that the lines become.
std::vector<std::string> packed(const std::vector<std::string> &lines, std::size_t mostBytes,
                                std::int64_t *tooLong = nullptr)
{
    std::vector<std::string> datagrams;
    DatagramPacker packer(mostBytes,
                          [&](std::string_view datagram) { datagrams.emplace_back(datagram); });
    for (const std::string &line : lines)
        packer.add(line);
    packer.flush();
    packer.flush(); // has nothing to send any more
    if (tooLong != nullptr)
        *tooLong = packer.tooLong();
    return datagrams;
}

} // namespace

/// What is written for other receivers.
class DogStatsdLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void examples();
    void negativeGaugeIsZeroAndChange();
    void sampledValuesStayAsTheyAre();
    void numbersAreShortAndExact();
    void nothingIsSaidOfNothing();
    void cleansNames_data();
    void cleansNames();
    void cleansTags();
    void ownReceiverReadsThem();
    void packsWholeLines();
    void linesThatBelongTogetherStay();
    void tooLongIsCounted();
    void aFullSocketNeverBlocks();
    void aPortWithoutListenerIsCounted();
    void refusesPlaces();

private:
    const DogStatsdLines m_writer;
};

void DogStatsdLinesTest::examples()
{
    QCOMPARE(m_writer.lines(metricOf("page.views", StatsdType::Counter, {1})), "page.views:1|c");
    QCOMPARE(m_writer.lines(metricOf("fuel.level", StatsdType::Gauge, {0.5})), "fuel.level:0.5|g");
    WrittenMetric song = metricOf("song.length", StatsdType::Histogram, {240});
    song.rate = 0.5;
    QCOMPARE(m_writer.lines(song), "song.length:240|h|@0.5");
    WrittenMetric users = metricOf("users.online", StatsdType::Counter, {1});
    users.rate = 0.5;
    users.tags = {{"country", "china"}};
    QCOMPARE(m_writer.lines(users), "users.online:1|c|@0.5|#country:china");
    WrittenMetric api = metricOf("api.time", StatsdType::Distribution, {12.5, 13, 20});
    api.tags = {{"env", "prod"}};
    QCOMPARE(m_writer.lines(api), "api.time:12.5:13:20|d|#env:prod");
    WrittenMetric queue = metricOf("queue.depth", StatsdType::Gauge, {17});
    queue.tags = {{"host", "a"}};
    queue.at_s = 1'656'581'400;
    QCOMPARE(m_writer.lines(queue), "queue.depth:17|g|#host:a|T1656581400");
    WrittenMetric set = metricOf("users", StatsdType::Set, {});
    set.member = "u|17";
    QCOMPARE(m_writer.lines(set), "users:u_17|s");
    QCOMPARE(m_writer.lines(metricOf("t", StatsdType::Timer, {3})), "t:3|ms");
    const DogStatsdLines tagged({{"env", "prod"}, {"canary", ""}});
    QCOMPARE(tagged.lines(users), "users.online:1|c|@0.5|#env:prod,canary,country:china");
}

void DogStatsdLinesTest::negativeGaugeIsZeroAndChange()
{
    WrittenMetric gauge = metricOf("g", StatsdType::Gauge, {-3});
    gauge.tags = {{"a", "b"}};
    QCOMPARE(m_writer.lines(gauge), "g:0|g|#a:b\ng:-3|g|#a:b");
    QCOMPARE(m_writer.change(gauge), "g:-3|g|#a:b");
    gauge.values = {3};
    QCOMPARE(m_writer.change(gauge), "g:+3|g|#a:b");
    QCOMPARE(m_writer.lines(metricOf("g", StatsdType::Gauge, {-0.0})), "g:0|g");
    gauge.values = {-3};
    gauge.at_s = 1; // with a time it is absolute
    QCOMPARE(m_writer.lines(gauge), "g:-3|g|#a:b|T1");
}

void DogStatsdLinesTest::sampledValuesStayAsTheyAre()
{
    WrittenMetric hits = metricOf("hits", StatsdType::Counter, {3});
    hits.rate = 0.1;
    QCOMPARE(m_writer.lines(hits), "hits:3|c|@0.1");
    hits.rate = 1;
    QCOMPARE(m_writer.lines(hits), "hits:3|c");
    hits.type = StatsdType::Gauge; // has no rate
    hits.rate = 0.5;
    QCOMPARE(m_writer.lines(hits), "hits:3|g");
}

void DogStatsdLinesTest::numbersAreShortAndExact()
{
    for (const double value :
         {0.1, 1.0 / 3, 1e21, 5e-324, 123456789.125, std::numeric_limits<double>::max()}) {
        const std::string line =
            m_writer.lines(metricOf("h", StatsdType::Histogram, {value, -value}));
        const auto read = parseStatsdLine(line);
        QVERIFY2(read, line.c_str());
        QCOMPARE(read->first.value, value);
    }
    QCOMPARE(m_writer.lines(metricOf("h", StatsdType::Histogram, {0.1})), "h:0.1|h");
}

void DogStatsdLinesTest::nothingIsSaidOfNothing()
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    QCOMPARE(m_writer.lines(metricOf("a", StatsdType::Counter, {})), "");
    QCOMPARE(m_writer.lines(metricOf("a", StatsdType::Gauge, {kInfinity})), "");
    QCOMPARE(m_writer.lines(metricOf("a", StatsdType::Timer, {1, std::nan("")})), "");
    QCOMPARE(m_writer.lines(metricOf("a", StatsdType::Set, {1})), "");
    QCOMPARE(m_writer.change(metricOf("a", StatsdType::Counter, {1})), "");
    WrittenMetric metric = metricOf("a", StatsdType::Counter, {1});
    for (const double rate : {0.0, -1.0, 1.5, std::nan("")}) {
        metric.rate = rate;
        QCOMPARE(m_writer.lines(metric), "");
    }
}

void DogStatsdLinesTest::cleansNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("clean");
    QTest::newRow("as it is") << QByteArray("api.Requests_2") << QByteArray("api.Requests_2");
    QTest::newRow("others") << QByteArray("a b:c|d#e\n@") << QByteArray("a_b_c_d_e__");
    QTest::newRow("a letter of two bytes") << QByteArray("gr\xc3\xb6\xc3\x9f"
                                                         "e")
                                           << QByteArray("gr__e");
    QTest::newRow("a digit first") << QByteArray("2xx") << QByteArray("m_2xx");
    QTest::newRow("nothing") << QByteArray() << QByteArray("m_");
    QTest::newRow("long") << QByteArray(300, 'a') << QByteArray(200, 'a');
}

void DogStatsdLinesTest::cleansNames()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, clean);
    QCOMPARE(QByteArray::fromStdString(DogStatsdLines::cleanName(name.toStdString())), clean);
}

void DogStatsdLinesTest::cleansTags()
{
    QCOMPARE(DogStatsdLines::cleanTag({"Env", "Prod"}), "env:prod");
    QCOMPARE(DogStatsdLines::cleanTag({"a:b|c,d\n", "e:f|g,h\n"}), "a_b_c_d_:e:f_g_h_");
    QCOMPARE(DogStatsdLines::cleanTag({"alone", ""}), "alone");
    WrittenMetric metric = metricOf("a", StatsdType::Counter, {1});
    metric.tags = {{"", "nothing"}};
    QCOMPARE(m_writer.lines(metric), "a:1|c");
}

void DogStatsdLinesTest::ownReceiverReadsThem()
{
    StatsdAggregator aggregator(momentAfter(0s));
    WrittenMetric gauge = metricOf("g", StatsdType::Gauge, {-2.5});
    gauge.tags = {{"host", "a"}};
    WrittenMetric hits = metricOf("hits", StatsdType::Counter, {1, 2});
    hits.rate = 0.5;
    std::vector<std::string> lines;
    for (const WrittenMetric &metric : {gauge, hits, gauge})
        lines.push_back(m_writer.lines(metric));
    const auto datagrams = packed(lines, kEthernetDatagram);
    for (const std::string &datagram : datagrams)
        aggregator.addPacket(datagram, kBegin);
    QCOMPARE(aggregator.counts().malformed(), 0);
    QCOMPARE(flushText(aggregator.flush(momentAfter(1s))),
             (QStringList{u"g{host=a} -2.5"_s, u"hits 6 6/s"_s}));
}

void DogStatsdLinesTest::packsWholeLines()
{
    static_assert(kEthernetDatagram == 1'432 && kJumboDatagram == 8'932 &&
                  kInternetDatagram == 512 && kUnixDatagram == 8'192);
    std::vector<std::string> lines;
    for (int i = 0; i < 1'000; ++i)
        lines.push_back(m_writer.lines(
            metricOf("metric.number." + std::to_string(i * i), StatsdType::Gauge, {i * 1.5})));
    for (const std::size_t most :
         {kEthernetDatagram, kJumboDatagram, kInternetDatagram, kUnixDatagram}) {
        const auto datagrams = packed(lines, most);
        std::string all;
        std::size_t bytes = 0;
        for (const std::string &datagram : datagrams) {
            QVERIFY(!datagram.empty() && datagram.size() <= most);
            QVERIFY(datagram.front() != '\n' && datagram.back() != '\n');
            bytes += datagram.size();
            all += datagram + '\n';
        }
        std::string expected;
        for (const std::string &line : lines)
            expected += line + '\n';
        QVERIFY(all == expected);
        // No datagram but the last has room for the line that came after it.
        QVERIFY(datagrams.size() <= bytes / (most - 40) + 1);
    }
}

void DogStatsdLinesTest::linesThatBelongTogetherStay()
{
    const std::string pair = m_writer.lines(metricOf("gauge", StatsdType::Gauge, {-1}));
    const auto datagrams = packed({"counter:1|c", pair}, pair.size() + 5);
    QCOMPARE(datagrams.size(), 2U);
    QCOMPARE(datagrams[1], pair);
}

void DogStatsdLinesTest::tooLongIsCounted()
{
    std::int64_t tooLong = 0;
    const std::string exact(kInternetDatagram, 'a');
    const auto datagrams =
        packed({"a:1|c", exact + "a", exact, "b:1|c"}, kInternetDatagram, &tooLong);
    QCOMPARE(tooLong, 1);
    QCOMPARE(datagrams, (std::vector<std::string>{"a:1|c", exact, "b:1|c"}));
}

// A Unix socket that nobody reads from: the system's own buffer is full after some datagrams.
void DogStatsdLinesTest::aFullSocketNeverBlocks()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    sockaddr_un place{};
    place.sun_family = AF_UNIX;
    const QByteArray bytes = QFile::encodeName(path);
    std::copy(bytes.begin(), bytes.end(), place.sun_path);
    const Descriptor peer(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    QCOMPARE(::bind(peer.number(), reinterpret_cast<const sockaddr *>(&place), sizeof place), 0);
    auto sender = DatagramSender::toUnixSocket(path);
    QVERIFY(sender);
    const std::string datagram(kUnixDatagram, 'x');
    constexpr int kSendings = 10'000;
    std::vector<qint64> times_ns;
    times_ns.reserve(kSendings);
    const long waitsBefore = waitsOfThisThread();
    for (int i = 0; i < kSendings; ++i) {
        QElapsedTimer timer;
        timer.start();
        (void)sender->send(datagram);
        times_ns.push_back(timer.nsecsElapsed());
    }
    const long waits = waitsOfThisThread() - waitsBefore;
    std::sort(times_ns.begin(), times_ns.end());
    qInfo("%lld sent, %lld dropped; half of the calls took up to %lld ns, 99 %% up to %lld ns, the "
          "longest %lld ns; the thread waited %ld times",
          static_cast<long long>(sender->sent()), static_cast<long long>(sender->dropped()),
          times_ns[kSendings / 2], times_ns[kSendings * 99 / 100], times_ns.back(), waits);
    QVERIFY(sender->sent() > 0);
    QVERIFY(sender->dropped() > 0);
    QCOMPARE(sender->sent() + sender->dropped(), kSendings);
    QCOMPARE(waits, 0L); // whatever other programs do meanwhile
    QVERIFY(times_ns[kSendings * 99 / 100] < 1'000'000);
}

void DogStatsdLinesTest::aPortWithoutListenerIsCounted()
{
    quint16 port = 0;
    {
        const Descriptor once(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        const SocketAddress place = socketAddress(u"127.0.0.1"_s, 0).value();
        QCOMPARE(::bind(once.number(), place.get(), place.size()), 0);
        port = boundPort(once.number());
    }
    auto sender = DatagramSender::toPort(u"127.0.0.1"_s, port).value();
    for (int i = 0; i < 100; ++i)
        (void)sender.send("a:1|c");
    QCOMPARE(sender.sent() + sender.dropped(), 100);
    QVERIFY(sender.dropped() > 0);
}

void DogStatsdLinesTest::refusesPlaces()
{
    QCOMPARE(DatagramSender::toPort(u"nowhere"_s, 1).error().code, ErrorCode::InvalidArgument);
    const QTemporaryDir folder;
    QCOMPARE(DatagramSender::toUnixSocket(folder.filePath(u"none"_s)).error().code,
             ErrorCode::NotFound);
    QCOMPARE(DatagramSender::toUnixSocket(QString(200, u'p')).error().code,
             ErrorCode::InvalidArgument);
    QCOMPARE(DatagramSender::toUnixSocket({}).error().code, ErrorCode::InvalidArgument);
}

TIDEMARK_TEST(DogStatsdLinesTest)
#include "dogstatsd_lines_test.moc"
