// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions and definitions as rows.
#include "services/exchange/export_rows.h"

#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_writer.h"
#include "services/exchange/readable_windows.h"
#include "services/exchange/record_columns.h"
#include "services/exchange/tag_text.h"

#include <QJsonDocument>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

void textOrNothing(CsvWriter &out, const QString &text)
{
    out.text(text.isEmpty() ? std::optional<QString>() : std::optional<QString>(text));
}

void flag(CsvWriter &out, bool isSet)
{
    out.text(isSet ? u"true" : u"false");
}

void endRow(CsvWriter &out)
{
    if (out.writesZoneColumn())
        out.text(QStringView(out.options().zone.id()));
    out.endRow();
}

void writeHistoryHeader(CsvWriter &out)
{
    out.headerTime(u"created"_s);
    out.headerText(u"created_by");
    out.headerTime(u"modified"_s);
    out.headerText(u"modified_by");
    if (out.writesZoneColumn())
        out.headerText(QString(kZoneColumn));
    out.endHeader();
}

class SessionRows final : public ExportRows
{
public:
    SessionRows(SessionStore &sessions, const ExportRequest &request, std::stop_token stop)
        : m_sessions(sessions)
        , m_query(request.sessions)
        , m_only(request.onlySessions)
        , m_stop(std::move(stop))
    {
        std::sort(m_only.begin(), m_only.end());
        if (!request.skipDamaged)
            return;
        m_windows.emplace(TimeWindow{m_query.begin.value_or(Timestamp::min()),
                                     m_query.end.value_or(Timestamp::max())},
                          SortOrder::Descending);
        m_hasUntimed = !m_query.begin && !m_query.end;
    }

    [[nodiscard]] Result<std::int64_t> total() override
    {
        if (!m_only.empty())
            return static_cast<std::int64_t>(m_only.size());
        auto count = await(m_sessions.count(m_query, m_stop));
        m_isCounted = count.has_value();
        if (!count && m_windows && count.error().code == ErrorCode::Damaged)
            return 0;
        return count;
    }

    [[nodiscard]] bool isTotalExact() const override { return m_isCounted && !m_windows; }
    [[nodiscard]] std::int64_t leftOut() const override
    {
        return (m_windows ? m_windows->leftOut() : 0) + (m_lostUntimed ? 1 : 0);
    }

    void writeHeader(CsvWriter &out) const override
    {
        out.headerText(u"session");
        out.headerText(u"name");
        out.headerTime(u"start"_s);
        out.headerTime(u"end"_s);
        for (const QStringView name : {u"devices", u"tags", u"note", u"entry", u"records"})
            out.headerText(name);
        writeHistoryHeader(out);
    }

    [[nodiscard]] Result<bool> writeNext(CsvWriter &out, std::int64_t &rows) override
    {
        if (m_isEnd)
            return false;
        if (m_windows)
            return writeReadable(out, rows);
        auto page = await(ask(m_query, m_after));
        if (!page)
            return failure(page.error());
        m_after = page->next;
        m_isEnd = !m_after;
        writeAll(out, *page, rows);
        return true;
    }

private:
    [[nodiscard]] QFuture<Result<SessionPage>> ask(const SessionQuery &query,
                                                   const std::optional<SessionPageKey> &after)
    {
        return m_sessions.sessions(query, after, kMaxPageRows, m_stop);
    }

    // One page of the current window of starts, or a smaller window when it cannot be read; at the
    // end the sessions without a start.
    [[nodiscard]] Result<bool> writeReadable(CsvWriter &out, std::int64_t &rows)
    {
        const auto window = m_windows->current();
        if (!window)
            return writeUntimed(out, rows);
        SessionQuery query = m_query;
        query.begin = window->begin;
        query.end = endOf(*window, m_query.end);
        auto page = await(ask(query, m_after));
        if (!page) {
            if (page.error().code != ErrorCode::Damaged)
                return failure(page.error());
            m_windows->failed();
            return true;
        }
        writeAll(out, *page, rows);
        if (page->next && page->next->start) {
            m_after = page->next;
            m_windows->continueAt(*m_after->start + Timedelta(1));
        } else {
            m_windows->succeeded(!page->sessions.empty());
        }
        return true;
    }

    [[nodiscard]] Result<bool> writeUntimed(CsvWriter &out, std::int64_t &rows)
    {
        if (!m_hasUntimed)
            return false;
        const SessionPageKey first{std::nullopt, {}};
        auto page = await(ask(m_query, m_after && !m_after->start ? *m_after : first));
        if (!page && page.error().code != ErrorCode::Damaged)
            return failure(page.error());
        m_lostUntimed = !page;
        m_hasUntimed = page && page->next;
        if (page) {
            writeAll(out, *page, rows);
            m_after = page->next;
        }
        return true;
    }

    void writeAll(CsvWriter &out, const SessionPage &page, std::int64_t &rows) const
    {
        for (const SessionSummary &summary : page.sessions) {
            if (!m_only.empty() &&
                !std::binary_search(m_only.begin(), m_only.end(), summary.session.id))
                continue;
            write(out, summary);
            ++rows;
        }
    }

    static void write(CsvWriter &out, const SessionSummary &summary)
    {
        const Session &session = summary.session;
        out.text(QStringView(session.uid));
        out.text(session.name);
        out.time(session.start);
        out.time(session.end);
        textOrNothing(out, listText(session.devices));
        textOrNothing(out, tagText(session.tags));
        textOrNothing(out, session.note);
        flag(out, session.isEntry);
        out.integer(summary.recordCount);
        out.time(session.created);
        textOrNothing(out, session.createdBy);
        out.time(session.modified);
        textOrNothing(out, session.modifiedBy);
        endRow(out);
    }

    SessionStore &m_sessions;
    SessionQuery m_query;
    std::vector<SessionId> m_only; ///< sorted
    std::stop_token m_stop;
    std::optional<SessionPageKey> m_after;
    bool m_isEnd = false;
    bool m_isCounted = true;
    std::optional<ReadableWindows> m_windows; ///< of a damaged store
    bool m_hasUntimed = false;
    bool m_lostUntimed = false;
};

class DefinitionRows final : public ExportRows
{
public:
    explicit DefinitionRows(std::vector<Definition> definitions)
        : m_definitions(std::move(definitions))
    {}

    [[nodiscard]] Result<std::int64_t> total() override
    {
        return static_cast<std::int64_t>(m_definitions.size());
    }

    void writeHeader(CsvWriter &out) const override
    {
        for (const QStringView name : {u"metric", u"unit", u"kind", u"description", u"tags",
                                       u"settings", u"archived", u"uid"})
            out.headerText(name);
        writeHistoryHeader(out);
    }

    [[nodiscard]] Result<bool> writeNext(CsvWriter &out, std::int64_t &rows) override
    {
        if (m_next == m_definitions.size())
            return false;
        const std::size_t end = std::min(m_definitions.size(), m_next + kMaxPageRows);
        rows += static_cast<std::int64_t>(end - m_next);
        for (; m_next != end; ++m_next)
            write(out, m_definitions[m_next]);
        return true;
    }

private:
    static void write(CsvWriter &out, const Definition &definition)
    {
        out.text(QStringView(definition.name));
        textOrNothing(out, definition.unit);
        out.text(QStringView(kindKey(definition.kind)));
        out.text(definition.description);
        textOrNothing(out, tagText(definition.tags));
        const QJsonObject settings = toJson(definition.settings);
        textOrNothing(out, settings.isEmpty() ? QString()
                                              : QString::fromUtf8(QJsonDocument(settings).toJson(
                                                    QJsonDocument::Compact)));
        flag(out, definition.isArchived);
        out.text(QStringView(definition.uid));
        out.time(definition.created);
        textOrNothing(out, definition.createdBy);
        out.time(definition.modified);
        textOrNothing(out, definition.modifiedBy);
        endRow(out);
    }

    std::vector<Definition> m_definitions;
    std::size_t m_next = 0;
};

} // namespace

Result<std::unique_ptr<ExportRows>>
openSessionRows(const DataPorts &ports, const ExportRequest &request, const std::stop_token &stop)
{
    return std::make_unique<SessionRows>(*ports.sessions, request, stop);
}

Result<std::unique_ptr<ExportRows>> openDefinitionRows(const DataPorts &ports,
                                                       const ExportRequest &request)
{
    auto definitions = await(ports.catalog->definitions());
    if (!definitions)
        return failure(definitions.error());
    if (!request.metrics.empty()) {
        std::erase_if(*definitions, [&request](const Definition &definition) {
            return std::find(request.metrics.begin(), request.metrics.end(), definition.id) ==
                   request.metrics.end();
        });
    }
    return std::make_unique<DefinitionRows>(std::move(*definitions));
}

} // namespace tidemark::exchange
