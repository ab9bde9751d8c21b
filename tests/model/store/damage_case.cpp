// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/damage_case.h"

#include "model/ports/aggregate_reader.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "tests/model/store/damage_fixture.h"

#include <QFileInfo>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::test {

void DamageCase::makeSound()
{
    const auto seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20260303"_s).toULongLong();
    qInfo("seed %llu", seed);
    m_random.seed(seed);
    const QString path = m_folder.filePath(u"sound.tidemark"_s);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        std::vector<ImportRow> rows;
        for (int i = 0; i < kRows; ++i) {
            ImportRow row;
            row.metric = u"metric.%1"_s.arg(i % 7);
            row.value = 0.25 * i;
            row.start = row.end = Timestamp(std::int64_t(86'400'000'000'000) * i);
            row.tags = {{u"run"_s, QString::number(i)}};
            rows.push_back(row);
        }
        QVERIFY(answer((*store)->ports().records->importRows(std::make_shared<VectorSource>(rows),
                                                             {u"import"_s}, {}, {})));
    }
    m_sound = contentOf(path);
    QVERIFY(m_sound.size() > 100'000);
    QVERIFY(!QFileInfo::exists(path + "-wal"_L1));
}

std::optional<Error> DamageCase::readAll(const DataPorts &ports)
{
    const auto problem = [](const auto &result) {
        return result ? std::optional<Error>() : std::optional(result.error());
    };
    auto definitions = answer(ports.catalog->definitions());
    if (!definitions)
        return definitions.error();
    if (auto summaries = answer(ports.catalog->summaries(
            TimeWindow{Timestamp(0), Timestamp(std::int64_t(86'400'000'000'000) * kRows)}, 20));
        !summaries)
        return summaries.error();
    for (const Definition &definition : *definitions) {
        AggregateQuery query;
        query.selection.metrics = {definition.id};
        query.period = Period::Yearly;
        if (auto aggregate = answer(ports.aggregates->aggregate(query)); !aggregate)
            return aggregate.error();
        if (auto last = answer(ports.records->lastValues(definition.id, 5)); !last)
            return last.error();
    }
    auto page = answer(ports.records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
    if (!page)
        return page.error();
    for (const Record &record : page->records) {
        if (!std::isfinite(record.value))
            return Error{ErrorCode::Internal, u"a value that is no number was shown"_s, {}};
    }
    SessionQuery sessions;
    sessions.includeEntries = true;
    if (auto found = problem(answer(ports.sessions->sessions(sessions, {}, kMaxPageRows))))
        return found;
    if (auto found = problem(answer(ports.journal->changes(100))))
        return found;
    return problem(answer(ports.admin->info()));
}

void DamageCase::checkSentence(const QString &sentence, const QString &path, const QString &what)
{
    const QString name = QFileInfo(path).completeBaseName();
    QVERIFY2(sentence.contains(name),
             qPrintable(what + ": does not name the file: "_L1 + sentence));
    QVERIFY2(sentence.count(u'.') > 1 || sentence.contains(u','),
             qPrintable(what + ": does not say what to do: "_L1 + sentence));
}

} // namespace tidemark::test
