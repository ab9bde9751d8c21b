// SPDX-License-Identifier: GPL-3.0-or-later
// Samples that a metric keeps no longer: what is removed, when, and what that means for the steps
// of the history.
#include "model/ports/store_events.h"
#include "tests/model/store/series/retention_fixture.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QRegularExpression>

using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kStart = 1'700'000'000; // s
constexpr int kCount = 40'000;                 // seconds; some chunks and an open one

class RetentionTest : public QObject, private RetentionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        openNew(second(kStart + kCount), true); // what a store does by itself is asked for
        QVERIFY(answer(m_ports.catalog->create({u"load"_s})));
    }
    void cleanup() { m_store.reset(); }
    void removesWhatIsTooOldAndNothingElse();
    void otherMetricsAndSeriesAreTheirOwn();
    void settingItRemovesNothingByItself();
    void isAppliedWhenTheStoreIsOpened();
    void isAppliedOnceAnHourWhileSamplesCome();
    void nothingIsWrittenWhereNothingIsDue();
    void aClockThatIsWrongRemovesNothing();
    void aDryOpeningKeepsAll();
    void isNoStepAndTellsWhatChanged();
    void stepsThatNeedWhatIsGoneSaySo();
    void whatAStepBringsBackGoesAgain();
    void theSettingIsUndoneAlone();
    void aTooShortTimeIsRefused();
    void damagedSamplesGoWhenAllOfThemAreTooOld();
    void whatIsSetAsideBeyondAPieceGoesToo();
    void whatIsSetAsideHoldsNothingBack();
    void aDamagedOpenChunkIsCountedAsItGoes();
    void isStoppedBetweenPieces();

private:
    /// The chunk with so many before it; each try to read it is a warning.
    void damageChunk(int rank, bool isOpen, int tries)
    {
        const auto connection = store::Connection::open({m_path, store::OpenMode::ReadWrite});
        QVERIFY((*connection)
                    ->execute(u"UPDATE chunk SET data = zeroblob(50) WHERE id = (SELECT id FROM "
                              "chunk WHERE is_open = %1 ORDER BY t0 LIMIT 1 OFFSET %2)"_s
                                  .arg(isOpen ? 1 : 0)
                                  .arg(rank),
                              "damage"_L1));
        for (int i = 0; i < tries; ++i)
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
    }
    [[nodiscard]] std::int64_t agedAt(Timestamp now)
    {
        m_clock.set(now);
        return answer(m_ports.series->countAged(metric(), kHour)).value();
    }
};

void RetentionTest::removesWhatIsTooOldAndNothingElse()
{
    appendSeconds(kStart, kCount);
    const Bits all = bits();
    keep(hours(2));
    const Timestamp now = second(kStart + kCount) + Timedelta(5);
    m_clock.set(now);
    const auto counted = answer(m_ports.series->countAged(metric(), hours(2))).value();
    const RetentionReport report = applyAt(now);
    const std::int64_t border = (now - hours(2)).posixNs();
    const Bits expected(all.lower_bound(border), all.end());
    QCOMPARE(report.removed, static_cast<std::int64_t>(all.size() - expected.size()));
    QCOMPARE(counted, report.removed);
    QVERIFY(report.skipped.empty());
    QCOMPARE(bits(), expected);
    QCOMPARE(answer(m_ports.series->list({metric()})).value().front().samples,
             static_cast<std::int64_t>(expected.size()));
    QVERIFY(isSound());
    QCOMPARE(applyAt(now).removed, 0);
    QCOMPARE(applyAt(now + hours(10)).removed, static_cast<std::int64_t>(expected.size()));
    QVERIFY(bits().empty());
    QVERIFY(isSound());
    appendSeconds(kStart + kCount + 60'000, 10);
    QCOMPARE(bits().size(), 10U);
    QVERIFY(isSound());
}

void RetentionTest::otherMetricsAndSeriesAreTheirOwn()
{
    appendSeconds(kStart, 100);
    QVERIFY(import({rowOf(kStart * kSecond_ns, 1, u"other"_s)}));
    const SeriesId tagged = series({{u"host"_s, u"a"_s}});
    QVERIFY(answer(m_ports.series->append(
        {{tagged, {(kStart + 5) * kSecond_ns, (kStart + 20'000) * kSecond_ns}, {1, 2}}})));
    keep(kHour);
    QCOMPARE(applyAt(second(kStart + 20'001)).removed, 101);
    QVERIFY(bits().empty());
    QCOMPARE(bits(tagged).size(), 1U);
    QCOMPARE(answer(m_ports.series->list({metric(u"other"_s)})).value().front().samples, 1);
    const auto states = answer(m_ports.series->retention()).value();
    QCOMPARE(states.size(), 1U);
    QCOMPARE(states.front().name, u"load"_s);
    QCOMPARE(states.front().keep, kHour);
    QCOMPARE(states.front().newestAt, std::optional(second(kStart + 20'000)));
}

void RetentionTest::settingItRemovesNothingByItself()
{
    appendSeconds(kStart, kCount);
    QVERIFY(keep(kHour).isValid());
    QCOMPARE(bits().size(), static_cast<std::size_t>(kCount));
    QVERIFY(!keep(kHour).isValid());
    QCOMPARE(answer(m_ports.catalog->find(u"load"_s)).value().keepSamples, std::optional(kHour));
    keep(std::nullopt);
    QCOMPARE(applyAt(second(kStart + kCount)).removed, 0);
    QVERIFY(answer(m_ports.series->retention()).value().empty());
}

void RetentionTest::isAppliedWhenTheStoreIsOpened()
{
    appendSeconds(kStart, kCount);
    keep(kHour);
    reopen(second(kStart + kCount));
    QTRY_COMPARE(bits().size(), 3'600U);
    QCOMPARE(firstSecond(), kStart + kCount - 3'600);
    QVERIFY(isSound());
}

void RetentionTest::isAppliedOnceAnHourWhileSamplesCome()
{
    keep(kHour);
    reopen(second(kStart + kCount));
    // What is done at the opening has found nothing, and what others wrote was looked for.
    QTRY_VERIFY(m_answers->queries >= 2);
    appendSeconds(kStart, kCount);
    appendSeconds(kStart + kCount, 1);
    QTest::qWait(100);
    QCOMPARE(bits().size(), static_cast<std::size_t>(kCount + 1));
    m_clock.set(second(kStart + kCount + 3'599));
    appendSeconds(kStart + kCount + 1, 1);
    QTest::qWait(100);
    QCOMPARE(bits().size(), static_cast<std::size_t>(kCount + 2));
    m_clock.set(second(kStart + kCount + 3'600));
    appendSeconds(kStart + kCount + 2, 1);
    QTRY_COMPARE(bits().size(), 3U);
    QVERIFY(isSound());
}

void RetentionTest::nothingIsWrittenWhereNothingIsDue()
{
    appendSeconds(kStart, 100);
    keep(kHour);
    m_store.reset();
    const auto bytes = [this] {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray before = bytes();
    QVERIFY(!before.isEmpty());
    openAt(m_path, second(kStart + 100));
    QTest::qWait(100);
    m_store.reset();
    QVERIFY(bytes() == before);
}

void RetentionTest::aClockThatIsWrongRemovesNothing()
{
    appendSeconds(kStart, kCount);
    const Timestamp newest = second(kStart + kCount - 1);
    keep(kHour);
    for (const auto &[now, trust] :
         {std::pair(newest - hours(25), ClockTrust::Behind),
          std::pair(newest + Timedelta(366 * hours(24).ns()), ClockTrust::Ahead)}) {
        const RetentionReport report = applyAt(now);
        QCOMPARE(report.removed, 0);
        QCOMPARE(report.skipped.size(), 1U);
        QVERIFY(report.skipped.front().clock == trust);
        QVERIFY(answer(m_ports.series->retention()).value().front().clock == trust);
        QCOMPARE(answer(m_ports.series->countAged(metric(), kHour)).value(), 0);
    }
    QCOMPARE(bits().size(), static_cast<std::size_t>(kCount));
    QCOMPARE(applyAt(newest + Timedelta(364 * hours(24).ns())).removed, kCount);
}

void RetentionTest::aDryOpeningKeepsAll()
{
    appendSeconds(kStart, kCount);
    keep(kHour);
    m_store.reset();
    openAt(m_path, second(kStart + kCount), true);
    QTest::qWait(100);
    QCOMPARE(bits().size(), static_cast<std::size_t>(kCount));
}

void RetentionTest::isNoStepAndTellsWhatChanged()
{
    appendSeconds(kStart, kCount);
    keep(kHour);
    const SeriesId id = series();
    const std::size_t steps = answer(m_ports.journal->changes(100))->size();
    std::vector<StoreChange> seen;
    const auto listener =
        QObject::connect(m_ports.events, &StoreEvents::changed, this,
                         [&seen](const StoreChange &change) { seen.push_back(change); });
    QVERIFY(applyAt(second(kStart + kCount)).removed > 0);
    QTRY_VERIFY(!seen.empty());
    QObject::disconnect(listener);
    QCOMPARE(seen.back().series, std::vector{id});
    QCOMPARE(seen.back().sampled, std::vector{metric()});
    QCOMPARE(answer(m_ports.journal->changes(100))->size(), steps);
}

void RetentionTest::stepsThatNeedWhatIsGoneSaySo()
{
    QVERIFY(import({rowOf((kStart + 100) * kSecond_ns, 0)}));
    const auto gone =
        import({rowOf(kStart * kSecond_ns, 1), rowOf((kStart + 1) * kSecond_ns, 2)}).value();
    const auto kept = import({rowOf((kStart + 9'000) * kSecond_ns, 3)}).value();
    keep(kHour);
    QCOMPARE(applyAt(second(kStart + 9'000)).removed, 3);
    const Bits left = bits();
    const auto refused = answer(m_ports.journal->undo(gone.change));
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY2(refused.error().message.contains(u"for their age"_s),
             qPrintable(refused.error().message));
    QCOMPARE(bits(), left);
    undo(kept.change);
    QVERIFY(bits().empty());
    redo(kept.change);
    QCOMPARE(bits(), left);
    QVERIFY(isSound());
}

// A step gives back its own samples, however old; they are then too old as any others.
void RetentionTest::whatAStepBringsBackGoesAgain()
{
    QVERIFY(import({rowOf((kStart + 5'000) * kSecond_ns, 0)}));
    appendSeconds(kStart, 20);
    const auto removal =
        answer(m_ports.series->remove(series(), {second(kStart + 5), second(kStart + 10)}, {}))
            .value();
    QCOMPARE(removal.removed, 5);
    keep(kHour);
    QCOMPARE(applyAt(second(kStart + 5'000)).removed, 15);
    undo(removal.change);
    QCOMPARE(bits().size(), 6U);
    QVERIFY(isSound());
    QCOMPARE(applyAt(second(kStart + 5'000)).removed, 5);
    const auto refused = answer(m_ports.journal->redo(removal.change));
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(refused.error().message.contains(u"for their age"_s));
    QCOMPARE(bits().size(), 1U);
    QVERIFY(isSound());
}

void RetentionTest::theSettingIsUndoneAlone()
{
    appendSeconds(kStart, 10'000);
    const ChangeId step = keep(kHour);
    QCOMPARE(applyAt(second(kStart + 10'000)).removed, 6'400);
    undo(step);
    QVERIFY(!answer(m_ports.catalog->find(u"load"_s)).value().keepSamples);
    QCOMPARE(applyAt(second(kStart + 20'000)).removed, 0);
    QCOMPARE(bits().size(), 3'600U);
    redo(step);
    QCOMPARE(answer(m_ports.catalog->find(u"load"_s)).value().keepSamples, std::optional(kHour));
}

void RetentionTest::aTooShortTimeIsRefused()
{
    DefinitionChange change;
    change.keepSamples = std::optional(Timedelta(kHour.ns() - 1));
    const auto refused = answer(m_ports.catalog->update(metric(), change));
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    NewDefinition made{u"short"_s};
    made.keepSamples = Timedelta(1);
    QCOMPARE(answer(m_ports.catalog->create(made)).error().code, ErrorCode::InvalidArgument);
    made.keepSamples = kHour;
    QCOMPARE(answer(m_ports.catalog->create(made)).value().definition.keepSamples,
             std::optional(kHour));
}

void RetentionTest::damagedSamplesGoWhenAllOfThemAreTooOld()
{
    appendSeconds(kStart, kCount);
    keep(kHour);
    damageChunk(1, false, 2); // when they are counted and when they go
    const Timestamp within = second(kStart + 12'000);
    const std::int64_t counted = agedAt(within + kHour);
    const RetentionReport first = applyAt(within + kHour);
    QCOMPARE(first.unreadable, 1);
    QCOMPARE(first.removed, 8'192);
    QCOMPARE(counted, first.removed);
    QVERIFY(m_store->readOnlyReason().isEmpty());
    const RetentionReport second_ = applyAt(second(kStart + 20'000) + kHour);
    QCOMPARE(second_.unreadable, 0);
    QCOMPARE(second_.removed, 20'000 - 8'192);
    QCOMPARE(firstSecond(), kStart + 20'000);
    QVERIFY(isSound());
}

// A piece is four chunks, the one of the late sample among them.
void RetentionTest::whatIsSetAsideBeyondAPieceGoesToo()
{
    constexpr int kLong = 60'000;
    constexpr int kAged = 50'000;
    appendSeconds(kStart, kLong);
    keep(kHour);
    damageChunk(3, false, 1);
    append({(kStart + 30'000) * kSecond_ns + 1}, {7});
    const Timestamp now = second(kStart + kAged) + kHour;
    QCOMPARE(agedAt(now), kAged + 1);
    const RetentionReport report = applyAt(now);
    QCOMPARE(report.removed, kAged + 1);
    QCOMPARE(report.unreadable, 0);
    QCOMPARE(firstSecond(), kStart + kAged);
    QCOMPARE(bits().size(), static_cast<std::size_t>(kLong - kAged));
    QVERIFY(isSound());
}

void RetentionTest::whatIsSetAsideHoldsNothingBack()
{
    constexpr std::int64_t kChunk = 8'192;
    appendSeconds(kStart, kCount);
    keep(kHour);
    damageChunk(1, false, 1);
    std::vector<std::int64_t> late;
    for (int i = 0; i < 20; ++i)
        late.push_back((kStart + 10'000 + 200 * i) * kSecond_ns + 1);
    append(late, std::vector<double>(late.size(), 7));
    const Timestamp within = second(kStart + 12'000) + kHour;
    QCOMPARE(agedAt(within), kChunk + 10);
    const RetentionReport first = applyAt(within);
    QCOMPARE(first.removed, kChunk + 10); // before it, and beside it up to the border
    QCOMPARE(first.unreadable, 1);
    QCOMPARE(firstSecond(), kStart + 12'000);
    QCOMPARE(bits().size(), static_cast<std::size_t>(kCount - 2 * kChunk + 10));
    QCOMPARE(agedAt(within), 0);
    const RetentionReport again = applyAt(within);
    QCOMPARE(again.removed, 0);
    QCOMPARE(again.unreadable, 1);
    const Timestamp behind = second(kStart + 20'000) + kHour;
    QCOMPARE(agedAt(behind), 20'000 - kChunk + 10);
    const RetentionReport whole = applyAt(behind);
    QCOMPARE(whole.removed, 20'000 - kChunk + 10);
    QCOMPARE(whole.unreadable, 0);
    QCOMPARE(firstSecond(), kStart + 20'000);
    QVERIFY(isSound());
}

void RetentionTest::aDamagedOpenChunkIsCountedAsItGoes()
{
    constexpr std::int64_t kSealed = std::int64_t{4} * 8'192;
    appendSeconds(kStart, kCount);
    keep(kHour);
    // Counted; looked for, beside aggregates that are reckoned anew, and to be cut.
    damageChunk(0, true, 4);
    const Timestamp within = second(kStart + 35'000) + kHour;
    QCOMPARE(agedAt(within), kSealed);
    const RetentionReport report = applyAt(within);
    QCOMPARE(report.removed, kSealed);
    QCOMPARE(report.unreadable, 1);
    QCOMPARE(number(u"SELECT samples FROM series"_s), kCount - kSealed);
}

void RetentionTest::isStoppedBetweenPieces()
{
    appendSeconds(kStart, kCount);
    keep(kHour);
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = answer(m_ports.series->applyRetention(stop.get_token()));
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(bits().size(), static_cast<std::size_t>(kCount));
}

} // namespace

TIDEMARK_TEST(RetentionTest)
#include "retention_test.moc"
