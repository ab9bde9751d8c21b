// SPDX-License-Identifier: GPL-3.0-or-later
// Random pairs of metrics are merged (D10): what is left is what a plain list says, and undoing
// gives back every bit.
#include "tests/model/store/merge_fixture.h"
#include "tests/support/test_registry.h"

#include <algorithm>
#include <bit>
#include <map>
#include <random>
#include <tuple>

using namespace tidemark;
using namespace tidemark::test;

namespace {

class MergePropertyTest : public QObject, private MergeFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup() { m_store.reset(); }
    void anyTwoMetrics();
};

/// Two metrics as plain lists.
class PlainMetrics
{
public:
    using Place = std::tuple<std::int64_t, QString>; // time and session or device
    std::map<Place, double> from;
    std::map<Place, double> into;
    Bits fromBits;
    Bits intoBits;

    void merge(bool replaces)
    {
        for (const auto &[place, value] : from) {
            if (replaces || !into.contains(place))
                into[place] = value;
        }
        for (const auto &[time, value] : fromBits) {
            if (replaces || !intoBits.contains(time))
                intoBits[time] = value;
        }
    }
};

void MergePropertyTest::anyTwoMetrics()
{
    constexpr int kRounds = 60;
    std::mt19937_64 random(0x6d65726765);
    const auto pick = [&random](int count) {
        return static_cast<int>(random() % static_cast<std::uint64_t>(count));
    };
    for (int round = 0; round < kRounds; ++round) {
        m_store.reset();
        openEmptyStore();
        define(u"load"_s);
        define(u"old"_s);
        PlainMetrics plain;
        for (const QString &name : {u"load"_s, u"old"_s}) {
            auto &records = name == u"old"_s ? plain.from : plain.into;
            auto &samples = name == u"old"_s ? plain.fromBits : plain.intoBits;
            std::vector<ImportRow> rows;
            for (int i = pick(40); i > 0; --i) {
                const std::int64_t time = pick(30);
                const double value = pick(1'000) / 8.0;
                const QString place = u"%1"_s.arg(pick(3));
                const bool isEntry = pick(2) == 0;
                if (!records.emplace(PlainMetrics::Place(isEntry ? time : -1, place), value).second)
                    continue;
                if (isEntry)
                    rows.push_back(entryOf(name, time, value, place));
                else
                    rows.push_back(inSession(name, place, value));
            }
            addRecords(std::move(rows));
            std::vector<std::int64_t> times;
            std::vector<double> values;
            const int count = pick(3) == 0 ? 20'000 : pick(50);
            for (int i = 0; i < count; ++i) {
                times.push_back(i * 3 + pick(3));
                values.push_back(pick(100));
                samples[times.back()] = std::bit_cast<std::uint64_t>(values.back());
            }
            appendTo(name, {}, std::move(times), std::move(values));
        }
        const QByteArray before = contentDump(m_path);
        const Bits intoBefore = bitsOf(u"load"_s);
        const bool replaces = pick(2) == 0;
        const auto preview = answer(m_ports.merger->preview(metric(u"old"_s), metric(u"load"_s)));
        const auto outcome = merge(replaces ? MergeConflicts::Replace : MergeConflicts::Keep);
        QVERIFY(preview && outcome);
        QCOMPARE(preview->counts, outcome->counts);
        QCOMPARE(outcome->counts.records, static_cast<std::int64_t>(plain.from.size()));
        QCOMPARE(outcome->counts.samples, static_cast<std::int64_t>(plain.fromBits.size()));
        const auto inBoth =
            std::count_if(plain.from.begin(), plain.from.end(),
                          [&](const auto &item) { return plain.into.contains(item.first); });
        QCOMPARE(outcome->counts.recordsInBoth, static_cast<std::int64_t>(inBoth));
        plain.merge(replaces);
        std::map<PlainMetrics::Place, double> left;
        for (const Record &record : records(u"load"_s))
            left[{record.isEntry ? record.sessionStart->posixNs() : -1,
                  record.isEntry ? record.device.value_or(QString()) : record.sessionUid}] =
                record.value;
        QVERIFY2(left == plain.into, qPrintable(u"round %1"_s.arg(round)));
        QVERIFY2(bitsOf(u"load"_s) == plain.intoBits, qPrintable(u"round %1"_s.arg(round)));
        QVERIFY(isSound());
        undo(outcome->change);
        QCOMPARE(contentDump(m_path), before);
        QVERIFY(bitsOf(u"load"_s) == intoBefore);
        QVERIFY(isSound());
    }
}

} // namespace

TIDEMARK_TEST(MergePropertyTest)
#include "merge_property_test.moc"
