// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/export_rows.h"

#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_writer.h"
#include "services/exchange/readable_windows.h"
#include "services/exchange/record_columns.h"
#include "services/exchange/tag_text.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

using Kinds = std::unordered_map<MetricId, QString>;

class RecordRows final : public ExportRows
{
public:
    RecordRows(RecordStore &records, const ExportRequest &request, Kinds kinds,
               std::stop_token stop)
        : m_records(records)
        , m_selection(request.selection)
        , m_order(request.order)
        , m_only(request.only)
        , m_kinds(std::move(kinds))
        , m_stop(std::move(stop))
    {
        std::sort(m_only.begin(), m_only.end());
        if (request.skipDamaged)
            preparePatchwork();
    }

    [[nodiscard]] Result<std::int64_t> total() override
    {
        if (!m_only.empty())
            return static_cast<std::int64_t>(m_only.size());
        auto count = await(m_records.count(m_wanted.value_or(m_selection), m_stop));
        m_isCounted = count.has_value();
        if (!count && m_windows && count.error().code == ErrorCode::Damaged)
            return 0;
        return count;
    }

    [[nodiscard]] bool isTotalExact() const override { return m_isCounted && !m_windows; }
    [[nodiscard]] std::int64_t leftOut() const override
    {
        return m_windows ? m_windows->leftOut() : 0;
    }

    void writeHeader(CsvWriter &out) const override { writeColumnNames(out, kRecordColumns); }

    [[nodiscard]] Result<bool> writeNext(CsvWriter &out, std::int64_t &rows) override
    {
        if (m_isEnd)
            return false;
        if (m_windows)
            return writeReadable(out, rows);
        if (!m_page.isValid())
            m_page = ask({});
        auto page = await(std::exchange(m_page, {}));
        if (!page)
            return failure(page.error());
        m_isEnd = !page->next;
        if (page->next)
            m_page = ask(page->next); // the store reads on while this page is written
        writeAll(out, *page, rows);
        return true;
    }

private:
    // All metrics are read along time, where a place that fails is passed by; the walk along one
    // metric's records would end at its first.
    void preparePatchwork()
    {
        m_windows.emplace(TimeWindow{m_selection.begin.value_or(Timestamp::min()),
                                     m_selection.end.value_or(Timestamp::max())},
                          m_order);
        m_wanted = m_selection;
        m_metrics.insert(m_selection.metrics.begin(), m_selection.metrics.end());
        m_selection.metrics.clear();
    }

    // One page of the current window, or a smaller window when it cannot be read.
    [[nodiscard]] Result<bool> writeReadable(CsvWriter &out, std::int64_t &rows)
    {
        const auto window = m_windows->current();
        if (!window) {
            m_isEnd = true;
            return false;
        }
        m_selection.begin = window->begin;
        m_selection.end = endOf(*window, m_wanted->end);
        auto page = await(ask(m_after));
        if (!page) {
            if (page.error().code != ErrorCode::Damaged)
                return failure(page.error());
            m_windows->failed();
            return true;
        }
        writeAll(out, *page, rows);
        if (page->next) {
            m_after = page->next;
            const bool isAscending = m_order == SortOrder::Ascending;
            m_windows->continueAt(isAscending ? m_after->time : m_after->time + Timedelta(1));
        } else {
            m_windows->succeeded(!page->records.empty());
        }
        return true;
    }

    void writeAll(CsvWriter &out, const RecordPage &page, std::int64_t &rows) const
    {
        for (const Record &record : page.records) {
            if (!isWanted(record))
                continue;
            write(out, record);
            ++rows;
        }
    }

    [[nodiscard]] QFuture<Result<RecordPage>> ask(std::optional<RecordPageKey> after)
    {
        return m_records.page(m_selection, m_order, std::move(after), kMaxPageRows, m_stop);
    }

    [[nodiscard]] bool isWanted(const Record &record) const
    {
        if (!m_metrics.empty() && !m_metrics.contains(record.key.metric))
            return false;
        return m_only.empty() || std::binary_search(m_only.begin(), m_only.end(), record.key);
    }

    void write(CsvWriter &out, const Record &record) const
    {
        out.text(QStringView(record.metricName));
        textOrNothing(out, record.unit);
        const auto kind = m_kinds.find(record.key.metric);
        textOrNothing(out, kind == m_kinds.end() ? QString() : kind->second);
        out.number(record.value);
        out.time(record.sessionStart);
        out.time(record.sessionEnd);
        out.text(QStringView(record.sessionUid));
        out.text(record.sessionName);
        out.text(record.isEntry ? u"true" : u"false");
        out.text(record.device);
        out.text(record.invocation);
        textOrNothing(out, tagText(record.tags));
        textOrNothing(out, record.note);
        out.time(record.published);
        textOrNothing(out, record.publishedBy);
        if (out.writesZoneColumn())
            out.text(QStringView(out.options().zone.id()));
        out.endRow();
    }

    static void textOrNothing(CsvWriter &out, const QString &text)
    {
        out.text(text.isEmpty() ? std::optional<QString>() : std::optional<QString>(text));
    }

    RecordStore &m_records;
    Selection m_selection;
    SortOrder m_order;
    std::vector<RecordKey> m_only; ///< sorted
    Kinds m_kinds;
    std::stop_token m_stop;
    QFuture<Result<RecordPage>> m_page; ///< asked ahead
    bool m_isEnd = false;
    bool m_isCounted = true;
    std::optional<ReadableWindows> m_windows; ///< of a damaged store
    std::optional<Selection> m_wanted;        ///< what m_selection was before it became a window
    std::set<MetricId> m_metrics;             ///< wanted ones of m_wanted; empty: all
    std::optional<RecordPageKey> m_after;
};

} // namespace

Result<std::unique_ptr<ExportRows>>
openRecordRows(const DataPorts &ports, const ExportRequest &request, const std::stop_token &stop)
{
    auto definitions = await(ports.catalog->definitions());
    if (!definitions && !(request.skipDamaged && definitions.error().code == ErrorCode::Damaged))
        return failure(definitions.error());
    Kinds kinds; // the records are worth more than their kinds
    if (definitions) {
        for (const Definition &definition : *definitions)
            kinds.emplace(definition.id, kindKey(definition.kind));
    }
    return std::make_unique<RecordRows>(*ports.records, request, std::move(kinds), stop);
}

} // namespace tidemark::exchange
