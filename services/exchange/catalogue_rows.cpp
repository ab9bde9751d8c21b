// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions and definitions as rows.
#include "services/exchange/export_rows.h"

#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_writer.h"
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
    SessionRows(SessionStore &sessions, SessionQuery query)
        : m_sessions(sessions)
        , m_query(std::move(query))
    {}

    // The port does not count, so the pages are counted.
    [[nodiscard]] Result<std::int64_t> total() override
    {
        std::int64_t count = 0;
        std::optional<SessionPageKey> after;
        do {
            auto page = await(m_sessions.sessions(m_query, after, kMaxPageRows));
            if (!page)
                return failure(page.error());
            count += static_cast<std::int64_t>(page->sessions.size());
            after = page->next;
        } while (after);
        return count;
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
        auto page = await(m_sessions.sessions(m_query, m_after, kMaxPageRows));
        if (!page)
            return failure(page.error());
        m_after = page->next;
        m_isEnd = !m_after;
        for (const SessionSummary &summary : page->sessions)
            write(out, summary);
        rows += static_cast<std::int64_t>(page->sessions.size());
        return true;
    }

private:
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
    std::optional<SessionPageKey> m_after;
    bool m_isEnd = false;
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

Result<std::unique_ptr<ExportRows>> openSessionRows(const DataPorts &ports,
                                                    const ExportRequest &request)
{
    return std::make_unique<SessionRows>(*ports.sessions, request.sessions);
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
