// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/aggregate_store.h"
#include "model/store/record_reader.h"
#include "tests/model/core/random_numbers.h"
#include "tests/model/store/plain_records.h"
#include "tests/model/store/read_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>
#include <map>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kStores = 40;
constexpr int kRoundsPerStore = 13;
constexpr int kQueriesPerRound = 20; // 10,400 in all
constexpr std::int64_t kSecond_ns = 1'000'000'000;

const std::array kZones{"UTC",
                        "Europe/Berlin",
                        "Australia/Lord_Howe",
                        "Pacific/Apia",
                        "Asia/Kathmandu",
                        "Pacific/Kiritimati",
                        "America/New_York",
                        "America/St_Johns"};

/// A store under random writes, and the same records as a plain list.
class RandomStore
{
public:
    explicit RandomStore(RandomNumbers &numbers)
        : m_numbers(numbers)
        , m_metrics{m_store.define(u"cpu.load"_s), m_store.define(u"näme with space"_s)}
        , m_origin_ns(std::int64_t{numbers.integer(631'152'000, 2'145'916'800)} * kSecond_ns)
    {}

    [[nodiscard]] store::Connection &reader() { return m_store.reader(); }
    [[nodiscard]] const std::array<MetricId, 2> &metrics() const { return m_metrics; }

    [[nodiscard]] std::vector<PlainRecord> records() const
    {
        std::vector<PlainRecord> all;
        for (const auto &[key, record] : m_state.records) {
            PlainRecord plain = record;
            const PlainSession &session = m_state.sessions.at(key.session);
            plain.sessionUid = session.uid;
            plain.start_ns = session.start_ns;
            plain.end_ns = session.end_ns;
            plain.tags = session.tags;
            all.push_back(std::move(plain));
        }
        return all;
    }

    void change()
    {
        const State before = m_state;
        const int kind = m_numbers.integer(0, 99);
        ChangeId id;
        if (kind < 30)
            id = enterValue();
        else if (kind < 45)
            id = publishSession();
        else if (kind < 60)
            id = correctValue();
        else if (kind < 68)
            id = moveEntry();
        else if (kind < 78)
            id = changeSession();
        else if (kind < 85)
            id = removeRecords();
        else if (kind < 88)
            id = removeSession();
        else
            return swapLastChange();
        if (id.isValid())
            m_last = LastChange{id, before, m_state, false};
    }

    /// A time near the others, often at a midnight, often one that is taken already.
    [[nodiscard]] std::int64_t time()
    {
        const int kind = m_numbers.integer(0, 9);
        if (kind < 3 && !m_times.empty())
            return m_times[static_cast<std::size_t>(
                m_numbers.integer(0, static_cast<int>(m_times.size()) - 1))];
        std::int64_t at = m_origin_ns;
        if (kind < 6) {
            CalendarOracle calendar(
                kZones.at(static_cast<std::size_t>(m_numbers.integer(0, int{kZones.size()} - 1))),
                Qt::Monday);
            at += std::int64_t{m_numbers.integer(-400, 400)} * 86'400 * kSecond_ns;
            at = calendar.periodOf(Period::Daily, at).begin.posixNs() + m_numbers.integer(-1, 1);
        } else {
            const int days = kind < 9 ? 60 : 3000;
            at += std::int64_t{m_numbers.integer(-days, days)} * 86'400 * kSecond_ns;
            at += std::int64_t{m_numbers.integer(0, 86'399)} * kSecond_ns +
                  m_numbers.integer(0, 999'999'999);
        }
        m_times.push_back(at);
        return at;
    }

    [[nodiscard]] QString device() { return u"device %1"_s.arg(m_numbers.integer(0, 4)); }
    [[nodiscard]] QString invocation() { return u"iv_%1"_s.arg(m_numbers.integer(0, 2)); }
    [[nodiscard]] TagMap tags()
    {
        TagMap tags;
        if (m_numbers.integer(0, 2) == 0)
            tags.insert(u"env"_s, m_numbers.integer(0, 1) == 0 ? u"prod"_s : u"test \"q\""_s);
        if (m_numbers.integer(0, 3) == 0)
            tags.insert(u"größe"_s, u"1"_s);
        return tags;
    }
    [[nodiscard]] QString anySessionUid()
    {
        return m_state.sessions.empty() ? u"ss_none"_s : anySession()->second.uid;
    }

private:
    struct PlainSession
    {
        QString uid;
        std::optional<std::int64_t> start_ns;
        std::optional<std::int64_t> end_ns;
        TagMap tags;
        bool isEntry = false;
    };
    struct State
    {
        std::map<SessionId, PlainSession> sessions;
        std::map<RecordKey, PlainRecord> records;
    };
    struct LastChange
    {
        ChangeId id;
        State before;
        State after;
        bool isUndone = false;
    };

    double value()
    {
        const int bits = m_numbers.integer(1, 50);
        const auto units = std::ldexp(m_numbers.uniform(-1, 1), bits);
        return std::floor(units) * kValueUnit + 0.0; // never -0
    }

    MetricId metric() { return m_metrics.at(static_cast<std::size_t>(m_numbers.integer(0, 1))); }
    QString nameOf(MetricId metric) const
    {
        return metric == m_metrics[0] ? u"cpu.load"_s : u"näme with space"_s;
    }

    std::map<SessionId, PlainSession>::iterator anySession()
    {
        return std::next(m_state.sessions.begin(),
                         m_numbers.integer(0, static_cast<int>(m_state.sessions.size()) - 1));
    }
    std::map<RecordKey, PlainRecord>::iterator anyRecord()
    {
        return std::next(m_state.records.begin(),
                         m_numbers.integer(0, static_cast<int>(m_state.records.size()) - 1));
    }

    ChangeId enterValue()
    {
        const MetricId metric = this->metric();
        ValueEntry entry = valueAt(nameOf(metric), time(), value());
        if (m_numbers.integer(0, 1) == 0)
            entry.device = device();
        entry.tags = tags();
        const EntryOutcome outcome = m_store.enter(entry);
        const Record &saved = outcome.saved.value();
        m_state.sessions[saved.key.session] = PlainSession{saved.sessionUid, entry.at.posixNs(),
                                                           entry.at.posixNs(), entry.tags, true};
        PlainRecord record;
        record.metric = metric;
        record.value = entry.value;
        record.device = entry.device;
        m_state.records[saved.key] = record;
        return outcome.change;
    }

    std::optional<std::int64_t> maybe(std::int64_t at)
    {
        return m_numbers.integer(0, 7) == 0 ? std::nullopt : std::optional(at);
    }

    ChangeId publishSession()
    {
        const bool isNew = m_state.sessions.empty() || m_numbers.integer(0, 2) > 0;
        if (isNew) {
            NewSession created;
            const std::int64_t a = time();
            const std::int64_t b = time();
            const auto start = maybe(std::min(a, b));
            const auto end = maybe(std::max(a, b));
            created.start = start ? std::optional(Timestamp(*start)) : std::nullopt;
            created.end = end ? std::optional(Timestamp(*end)) : std::nullopt;
            created.tags = tags();
            const Session session = m_store.createSession(created);
            m_state.sessions[session.id] =
                PlainSession{session.uid, start, end, created.tags, false};
            return publishInto(session.id);
        }
        return publishInto(anySession()->first);
    }

    ChangeId publishInto(SessionId session)
    {
        PublishRequest request;
        request.sessionUid = m_state.sessions.at(session).uid;
        std::optional<QString> device;
        if (m_numbers.integer(0, 1) == 0) {
            m_store.change([&](store::ChangeScope &scope) { // a device must be known
                device = this->device();
                expectValue(store::NameRows(scope).device(*device));
            });
        }
        request.device = device ? DeviceChoice::given(*device) : DeviceChoice::none();
        if (m_numbers.integer(0, 1) == 0)
            request.invocation = invocation();
        const int count = m_numbers.integer(1, 2);
        for (int i = 0; i < count; ++i)
            request.items.push_back(PublishItem{nameOf(metric()), value()});
        const PublishResult result = m_store.publish(request);
        for (const Record &saved : result.succeeded) {
            PlainRecord record;
            record.metric = saved.key.metric;
            record.value = saved.value;
            record.device = device;
            record.invocation = request.invocation;
            m_state.records[saved.key] = record;
        }
        return result.change;
    }

    ChangeId correctValue()
    {
        if (m_state.records.empty())
            return {};
        const auto record = anyRecord();
        RecordEdit edit;
        edit.key = record->first;
        edit.value = value();
        record->second.value = *edit.value;
        if (m_numbers.integer(0, 2) == 0) {
            const bool clears = m_numbers.integer(0, 1) == 0;
            edit.device = clears ? std::optional<QString>() : std::optional(device());
            record->second.device = *edit.device;
        }
        return m_store.edit(edit);
    }

    ChangeId moveEntry()
    {
        if (m_state.records.empty())
            return {};
        const auto record = anyRecord();
        PlainSession &session = m_state.sessions.at(record->first.session);
        if (!session.isEntry)
            return {};
        RecordEdit edit;
        edit.key = record->first;
        edit.at = Timestamp(time());
        edit.tags = tags();
        session.start_ns = session.end_ns = edit.at->posixNs();
        session.tags = *edit.tags;
        return m_store.edit(edit);
    }

    ChangeId changeSession()
    {
        if (m_state.sessions.empty())
            return {};
        const auto chosen = anySession();
        PlainSession &session = chosen->second;
        if (session.isEntry)
            return {};
        const std::int64_t a = time();
        const std::int64_t b = time();
        session.start_ns = maybe(std::min(a, b));
        session.end_ns = maybe(std::max(a, b));
        session.tags = tags();
        SessionChange change;
        const auto stamp = [](std::optional<std::int64_t> at) {
            return at ? std::optional(Timestamp(*at)) : std::nullopt;
        };
        change.start = stamp(session.start_ns);
        change.end = stamp(session.end_ns);
        change.tags = session.tags;
        return m_store.updateSession(chosen->first, change);
    }

    ChangeId removeRecords()
    {
        if (m_state.records.size() < 3)
            return {};
        std::vector<RecordKey> keys;
        for (int i = m_numbers.integer(1, 2); i > 0; --i) {
            const auto record = anyRecord();
            const SessionId session = record->first.session;
            keys.push_back(record->first);
            m_state.records.erase(record);
            const bool isLast =
                std::none_of(m_metrics.begin(), m_metrics.end(), [&](MetricId metric) {
                    return m_state.records.contains({metric, session});
                });
            if (isLast && m_state.sessions.at(session).isEntry)
                m_state.sessions.erase(session);
        }
        return m_store.remove(keys);
    }

    ChangeId removeSession()
    {
        if (m_state.sessions.empty())
            return {};
        const auto chosen = anySession();
        const SessionId session = chosen->first;
        m_state.sessions.erase(chosen);
        for (const MetricId metric : m_metrics)
            m_state.records.erase(RecordKey{metric, session});
        return m_store.removeSession(session);
    }

    void swapLastChange()
    {
        if (!m_last)
            return;
        if (m_last->isUndone)
            m_store.redo(m_last->id);
        else
            m_store.undo(m_last->id);
        m_last->isUndone = !m_last->isUndone;
        m_state = m_last->isUndone ? m_last->before : m_last->after;
    }

    RandomNumbers &m_numbers;
    ReadFixture m_store;
    std::array<MetricId, 2> m_metrics;
    std::int64_t m_origin_ns;
    std::vector<std::int64_t> m_times;
    State m_state;
    std::optional<LastChange> m_last;
};

Selection randomSelection(RandomNumbers &numbers, RandomStore &store)
{
    Selection selection;
    selection.metrics = {store.metrics().at(numbers.integer(0, 3) == 0 ? 1 : 0)};
    selection.timeFilter =
        numbers.integer(0, 1) == 0 ? TimeFilter::SessionEnd : TimeFilter::SessionStart;
    const std::int64_t a = store.time();
    const std::int64_t b = store.time();
    if (numbers.integer(0, 2) > 0)
        selection.begin = Timestamp(std::min(a, b));
    if (numbers.integer(0, 2) > 0)
        selection.end = Timestamp(std::max(a, b));
    const auto filter = [&numbers](auto makeId) {
        const int kind = numbers.integer(0, 9);
        if (kind < 6)
            return IdFilter::any();
        if (kind < 8)
            return IdFilter::nullOnly();
        QStringList ids;
        for (int i = numbers.integer(0, 2); i > 0; --i)
            ids.append(makeId());
        ids.append(u"never seen"_s);
        return IdFilter::oneOf(ids);
    };
    selection.devices = filter([&store] { return store.device(); });
    selection.invocations = filter([&store] { return store.invocation(); });
    if (numbers.integer(0, 9) == 0) {
        selection.sessions = QStringList();
        for (int i = numbers.integer(0, 30); i > 0; --i)
            selection.sessions->append(store.anySessionUid());
    }
    if (numbers.integer(0, 4) == 0)
        selection.tags = store.tags();
    return selection;
}

QString differenceOf(const PlainSeries &expected, const AggregateSeries &actual)
{
    if (expected.window.value_or(TimeWindow()) != actual.window &&
        !(actual.window.isEmpty() && !expected.window))
        return u"window %1 to %2"_s.arg(actual.window.begin.debugString(),
                                        actual.window.end.debugString());
    if (expected.buckets.size() != actual.buckets.size())
        return u"%1 buckets instead of %2"_s.arg(actual.buckets.size())
            .arg(expected.buckets.size());
    auto bucket = actual.buckets.begin();
    for (const auto &[begin, plain] : expected.buckets) {
        if (bucket->window != plain.first)
            return u"bucket at %1"_s.arg(begin);
        const QString difference = plain.second.difference(bucket->aggregate);
        if (!difference.isEmpty())
            return u"bucket at %1, %2"_s.arg(begin).arg(difference);
        ++bucket;
    }
    return {};
}

} // namespace

class AggregatePropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void aggregatesEqualAPlainRecomputation();

private:
    void check(RandomNumbers &numbers, RandomStore &store, store::AggregateStore &aggregates);
    int m_cases = 0;
};

void AggregatePropertyTest::aggregatesEqualAPlainRecomputation()
{
    RandomNumbers numbers("AggregatePropertyTest");
    for (int i = 0; i < kStores; ++i) {
        RandomStore store(numbers);
        // Half of the stores mend their columns whenever that is possible at all.
        store::ColumnCacheLimits limits;
        limits.reloadRecords = i % 2 == 0 ? 0 : limits.reloadRecords;
        limits.maxBytes = i % 5 == 4 ? 4000 : limits.maxBytes; // and some keep little
        store::AggregateStore aggregates(limits);
        for (int n = numbers.integer(0, 60); n > 0; --n)
            store.change();
        for (int round = 0; round < kRoundsPerStore; ++round) {
            check(numbers, store, aggregates);
            if (QTest::currentTestFailed())
                return;
            for (int n = numbers.integer(1, 8); n > 0; --n)
                store.change();
        }
    }
    qInfo("%d cases", m_cases);
    QVERIFY(m_cases >= 10'000);
}

void AggregatePropertyTest::check(RandomNumbers &numbers, RandomStore &store,
                                  store::AggregateStore &aggregates)
{
    const std::vector<PlainRecord> records = store.records();
    std::map<std::pair<std::size_t, int>, CalendarOracle> oracles;
    for (int i = 0; i < kQueriesPerRound; ++i, ++m_cases) {
        const auto zone = static_cast<std::size_t>(numbers.integer(0, int{kZones.size()} - 1));
        const auto weekStart = static_cast<Qt::DayOfWeek>(numbers.integer(1, 7));
        AggregateQuery query;
        query.selection = randomSelection(numbers, store);
        query.period = kAllPeriods.at(static_cast<std::size_t>(numbers.integer(0, 4)));
        query.calendar =
            Calendar{expectValue(Zone::fromId(QString::fromLatin1(kZones.at(zone)))), weekStart};
        auto oracle =
            oracles.try_emplace({zone, int{weekStart}}, QByteArray(kZones.at(zone)), weekStart)
                .first;
        const auto answer = aggregates.aggregate(store.reader(), query);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        const QString difference =
            differenceOf(plainSeries(query, records, oracle->second), *answer);
        const QString context = u"case %1, %2, %3: %4"_s.arg(m_cases)
                                    .arg(QLatin1StringView(kZones.at(zone)))
                                    .arg(periodId(query.period), difference);
        QVERIFY2(difference.isEmpty(), qPrintable(context));

        PlainAggregate whole;
        for (const PlainRecord &record : selected(query.selection, records)) {
            if (isInside(*record.time_ns(query.selection.timeFilter), query.selection.begin,
                         query.selection.end))
                whole.add(record.value);
        }
        const auto total = aggregates.total(store.reader(), query.selection);
        QVERIFY(total);
        QVERIFY2(whole.difference(*total).isEmpty(), qPrintable(whole.difference(*total)));
        const auto count = store::readCount(store.reader(), query.selection);
        QVERIFY(count);
        QCOMPARE(static_cast<std::uint64_t>(*count), whole.count);
    }
}

TIDEMARK_TEST(AggregatePropertyTest)
#include "aggregate_property_test.moc"
