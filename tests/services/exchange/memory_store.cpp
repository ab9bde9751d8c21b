// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/exchange/memory_store.h"
#include "tests/services/exchange/ready_answers.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

std::optional<Timestamp> timeOf(const Record &record, TimeFilter filter)
{
    return filter == TimeFilter::SessionEnd ? record.sessionEnd : record.sessionStart;
}

bool matches(const Selection &selection, const Record &record)
{
    const auto time = timeOf(record, selection.timeFilter);
    const bool isMetric =
        selection.metrics.empty() || std::find(selection.metrics.begin(), selection.metrics.end(),
                                               record.key.metric) != selection.metrics.end();
    return isMetric && time && (!selection.begin || *time >= *selection.begin) &&
           (!selection.end || *time < *selection.end) && selection.devices.matches(record.device) &&
           (!selection.sessions || selection.sessions->contains(record.sessionUid));
}

auto orderOf(const Record &record)
{
    return std::tuple(record.sessionEnd.value_or(Timestamp::min()), record.sessionUid.toUtf8(),
                      record.key.metric);
}

} // namespace

DataPorts MemoryStore::ports()
{
    DataPorts ports;
    ports.catalog = this;
    ports.sessions = this;
    ports.records = this;
    ports.aggregates = this;
    return ports;
}

MetricId MemoryStore::addMetric(const NewDefinition &definition)
{
    Definition added;
    added.id = MetricId(static_cast<std::int64_t>(m_definitions.size()) + 1);
    added.uid = u"mt_%1"_s.arg(added.id.value());
    added.name = definition.name;
    added.description = definition.description;
    added.unit = definition.unit;
    added.kind = definition.kind;
    added.tags = definition.tags;
    added.settings = definition.settings;
    added.createdBy = u"tester"_s;
    m_definitions.push_back(added);
    m_metricByName[added.name] = added.id;
    return added.id;
}

void MemoryStore::addRecord(Record record)
{
    const auto metric = m_metricByName.find(record.metricName);
    record.key.metric = metric != m_metricByName.end()
                            ? metric->second
                            : addMetric({record.metricName, {}, record.unit});
    auto &session = m_sessionByUid[record.sessionUid];
    if (!session.isValid())
        session = SessionId(m_nextSession++);
    record.key.session = session;
    m_records.push_back(std::move(record));
    m_isSorted = false;
}

std::vector<Record> MemoryStore::records() const
{
    sort();
    return m_records;
}

std::vector<Definition> MemoryStore::allDefinitions() const
{
    return m_definitions;
}

void MemoryStore::sort() const
{
    if (!m_isSorted)
        std::sort(m_records.begin(), m_records.end(),
                  [](const Record &a, const Record &b) { return orderOf(a) < orderOf(b); });
    m_isSorted = true;
}

QFuture<Result<std::vector<Definition>>> MemoryStore::definitions()
{
    return ready<std::vector<Definition>>(m_definitions);
}

QFuture<Result<RecordPage>> MemoryStore::page(Selection selection, SortOrder order,
                                              std::optional<RecordPageKey> after, int limit,
                                              std::stop_token stop, PageReading reading)
{
    if (reading.onPiece)
        return unsupported<RecordPage>();
    if (beforePage)
        beforePage(m_pages++);
    if (stop.stop_requested())
        return ready<RecordPage>(failure(ErrorCode::Cancelled, u"stopped"_s));
    if (order != SortOrder::Ascending)
        return unsupported<RecordPage>();
    sort();
    auto at = m_records.begin();
    if (after) {
        const std::tuple key(after->time, after->sessionUid.toUtf8(), after->metric);
        at = std::upper_bound(m_records.begin(), m_records.end(), key,
                              [](const auto &k, const Record &r) { return k < orderOf(r); });
    }
    RecordPage page;
    for (; at != m_records.end(); ++at) {
        if (!matches(selection, *at))
            continue;
        if (static_cast<int>(page.records.size()) == limit) {
            const Record &last = page.records.back();
            page.next = RecordPageKey{*last.sessionEnd, last.sessionUid, last.key.metric};
            break;
        }
        page.records.push_back(*at);
    }
    return ready<RecordPage>(std::move(page));
}

QFuture<Result<std::int64_t>> MemoryStore::count(Selection selection, std::stop_token /*stop*/)
{
    return ready<std::int64_t>(
        std::count_if(m_records.begin(), m_records.end(),
                      [&selection](const Record &r) { return matches(selection, r); }));
}

QFuture<Result<ImportSummary>> MemoryStore::importRows(std::shared_ptr<RowSource> source,
                                                       ImportOptions options, std::stop_token stop,
                                                       ProgressCallback progress)
{
    const MemoryStore before = *this;
    ImportSummary summary;
    std::vector<ImportRow> rows;
    for (;;) {
        rows.clear();
        auto more = source->next(rows);
        Result<void> placed;
        for (std::size_t i = 0; more && placed && i < rows.size(); ++i)
            placed = place(rows[i], options, summary);
        if (!more || !placed || stop.stop_requested()) {
            *this = before;
            return ready<ImportSummary>(failure(
                !more
                    ? more.error()
                    : (!placed ? placed.error() : Error{ErrorCode::Cancelled, u"stopped"_s, {}})));
        }
        if (progress)
            progress({summary.added, 0});
        if (!*more)
            break;
    }
    summary.change = ChangeId(1);
    return ready<ImportSummary>(std::move(summary));
}

Result<void> MemoryStore::place(const ImportRow &row, const ImportOptions &options,
                                ImportSummary &summary)
{
    if (const auto refused = refusedLines.find(row.line); refused != refusedLines.end()) {
        if (options.stopOnError)
            return failure(ErrorCode::InvalidArgument, refused->second);
        summary.rejected.push_back({row.line, u"value"_s, {}, refused->second});
        ++summary.rejectedCount;
        return {};
    }
    Record record;
    record.metricName = row.metric;
    record.key.metric = metricFor(row.metric, row.unit, options, summary);
    record.unit = m_definitions[static_cast<std::size_t>(record.key.metric.value()) - 1].unit;
    record.value = row.value;
    record.device = row.device;
    record.invocation = row.invocation;
    record.sessionName = row.sessionName;
    record.sessionStart = row.start;
    record.sessionEnd = row.end;
    record.isEntry = row.isEntry || !row.sessionUid;
    record.tags = row.tags;
    record.note = row.note;
    const bool asksConflicts = options.conflicts != ConflictPolicy::KeepBoth;
    const auto taken = std::find_if(asksConflicts ? m_records.begin() : m_records.end(),
                                    m_records.end(), [&](const Record &other) {
                                        if (other.key.metric != record.key.metric)
                                            return false;
                                        return row.sessionUid ? other.sessionUid == *row.sessionUid
                                                              : other.sessionEnd == row.end &&
                                                                    other.device == row.device;
                                    });
    if (taken != m_records.end()) {
        if (options.conflicts == ConflictPolicy::Fail)
            return failure(ErrorCode::AlreadyExists, u"line %1 is taken"_s.arg(row.line));
        if (options.conflicts == ConflictPolicy::Skip) {
            ++summary.skipped;
            return {};
        }
        taken->value = row.value;
        ++summary.replaced;
        return {};
    }
    record.sessionUid = row.sessionUid.value_or(u"ss_entry%1"_s.arg(m_nextSession));
    ++summary.added;
    addRecord(std::move(record));
    return {};
}

MetricId MemoryStore::metricFor(const QString &name, const QString &unit,
                                const ImportOptions &options, ImportSummary &summary)
{
    if (const auto known = m_metricByName.find(name); known != m_metricByName.end())
        return known->second;
    ++summary.createdDefinitions;
    const auto listed =
        std::find_if(options.definitions.begin(), options.definitions.end(),
                     [&name](const NewDefinition &definition) { return definition.name == name; });
    return addMetric(listed != options.definitions.end() ? *listed : NewDefinition{name, {}, unit});
}

QFuture<Result<SessionPage>> MemoryStore::sessions(SessionQuery query,
                                                   std::optional<SessionPageKey> /*after*/,
                                                   int /*limit*/, std::stop_token /*stop*/)
{
    sort();
    std::map<QString, SessionSummary> byUid;
    for (const Record &record : m_records) {
        if (record.isEntry && !query.includeEntries)
            continue;
        SessionSummary &summary = byUid[record.sessionUid];
        summary.session.id = record.key.session;
        summary.session.uid = record.sessionUid;
        summary.session.name = record.sessionName;
        summary.session.start = record.sessionStart;
        summary.session.end = record.sessionEnd;
        summary.session.tags = record.tags;
        summary.session.note = record.note;
        summary.session.isEntry = record.isEntry;
        if (record.device && !summary.session.devices.contains(*record.device))
            summary.session.devices.append(*record.device);
        ++summary.recordCount;
    }
    SessionPage page;
    for (const auto &[uid, summary] : byUid)
        page.sessions.push_back(summary);
    return ready<SessionPage>(std::move(page));
}

QFuture<Result<std::int64_t>> MemoryStore::count(SessionQuery query, std::stop_token stop)
{
    auto page = sessions(std::move(query), {}, kMaxPageRows, std::move(stop)).takeResult();
    return ready<std::int64_t>(static_cast<std::int64_t>(page->sessions.size()));
}

QFuture<Result<AggregateSeries>> MemoryStore::aggregate(AggregateQuery query,
                                                        std::stop_token /*stop*/)
{
    sort();
    AggregateSeries series;
    series.metric = query.selection.metrics.front();
    series.period = query.period;
    series.calendar = query.calendar;
    std::optional<TimeWindow> window;
    for (const Record &record : m_records) {
        if (!matches(query.selection, record))
            continue;
        const Timestamp at = *record.sessionEnd;
        const TimeWindow bucket = query.calendar.bucketOf(query.period, at);
        if (series.buckets.empty() || series.buckets.back().window != bucket)
            series.buckets.push_back({bucket, {}});
        series.buckets.back().aggregate.add(at, record.value);
        window = window ? window->united(bucket) : bucket;
    }
    series.window = window.value_or(TimeWindow{});
    return ready<AggregateSeries>(std::move(series));
}

} // namespace tidemark::test
