// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/export_description.h"

#include "services/exchange/tag_text.h"
#include "services/exchange/time_writer.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

class Describer
{
public:
    Describer(const ExportOptions &options, const std::vector<Definition> &definitions)
        : m_definitions(definitions)
        , m_times(TimeForm::IsoOffset, options.zone, QLocale::c())
    {}

    [[nodiscard]] QJsonValue time(std::optional<Timestamp> at)
    {
        if (!at)
            return QJsonValue::Null;
        QByteArray text;
        m_times.append(text, *at);
        return QString::fromLatin1(text);
    }

    void addSelection(QJsonObject &out, const Selection &selection)
    {
        out[u"range_begin"_s] = time(selection.begin);
        out[u"range_end_excluded"_s] = time(selection.end);
        out[u"placed_by"_s] = timeFilterKey(selection.timeFilter);
        addFilter(out, u"devices"_s, selection.devices);
        addFilter(out, u"invocations"_s, selection.invocations);
        if (selection.sessions)
            out[u"sessions"_s] = QJsonArray::fromStringList(*selection.sessions);
        if (!selection.tags.isEmpty())
            out[u"tags"_s] = tagText(selection.tags);
    }

    [[nodiscard]] QJsonArray metrics(const std::vector<MetricId> &ids) const
    {
        const std::set<MetricId> wanted(ids.begin(), ids.end());
        QJsonArray array;
        for (const Definition &definition : m_definitions) {
            if (!wanted.contains(definition.id))
                continue;
            array.append(QJsonObject{{u"name"_s, definition.name}, {u"unit"_s, definition.unit}});
        }
        return array;
    }

private:
    static void addFilter(QJsonObject &out, const QString &key, const IdFilter &filter)
    {
        if (filter.mode == IdFilter::Mode::NullOnly)
            out[key] = u"none"_s;
        else if (filter.mode == IdFilter::Mode::OneOf)
            out[key] = QJsonArray::fromStringList(filter.ids);
    }

    const std::vector<Definition> &m_definitions;
    TimeWriter m_times;
};

QString weekDay(Qt::DayOfWeek day)
{
    return QLocale::c().dayName(day).toLower();
}

void addAggregates(QJsonObject &out, const ExportRequest &request, Describer &describer)
{
    if (request.aggregates.empty())
        return;
    const AggregateQuery &first = request.aggregates.front();
    out[u"period"_s] = periodId(first.period);
    out[u"period_zone"_s] = first.calendar.zone.id();
    out[u"week_start"_s] = weekDay(first.calendar.weekStart);
    QJsonArray functions;
    for (const AggregateFunction function : request.functions)
        functions.append(functionKey(function));
    out[u"functions"_s] = functions;
    out[u"empty_periods"_s] = request.withEmptyPeriods;
    if (!request.onlyPeriods.empty())
        out[u"chosen_rows"_s] = static_cast<qint64>(request.onlyPeriods.size());
    std::vector<MetricId> ids;
    for (const AggregateQuery &query : request.aggregates)
        ids.insert(ids.end(), query.selection.metrics.begin(), query.selection.metrics.end());
    out[u"metrics"_s] = describer.metrics(ids);
    describer.addSelection(out, first.selection);
}

void addSessions(QJsonObject &out, const SessionQuery &query, Describer &describer)
{
    out[u"range_begin"_s] = describer.time(query.begin);
    out[u"range_end_excluded"_s] = describer.time(query.end);
    out[u"hand_entered"_s] = query.includeEntries;
    if (!query.text.isEmpty())
        out[u"filter"_s] = query.text;
}

QString lineOf(const QJsonValue &value)
{
    if (value.isString() && !value.toString().contains(u'\n') && !value.toString().contains(u'\r'))
        return value.toString();
    // An array keeps numbers, words and line breaks unmistakable and on one line.
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

} // namespace

QJsonObject describeExport(const ExportRequest &request, const ExportOptions &options,
                           const std::vector<Definition> &definitions, Timestamp createdAt)
{
    Describer describer(options, definitions);
    QJsonObject out{
        {u"application"_s, u"Tidemark"_s},
        {u"application_version"_s, QCoreApplication::applicationVersion()},
        {u"content"_s, exportContentKey(request.content)},
        {u"created"_s, describer.time(createdAt)},
        {u"decimal_sign"_s, QString(QChar::fromLatin1(options.dialect.decimal))},
        {u"formula_guard"_s, options.formulaGuard},
        {u"source"_s, request.source},
        {u"times"_s, timeFormKey(options.timeForm)},
        {u"zone"_s, options.zone.id()},
    };
    switch (request.content) {
    case ExportContent::Records:
    case ExportContent::Samples:
        out[u"metrics"_s] = request.selection.metrics.empty()
                                ? QJsonValue(u"all"_s)
                                : QJsonValue(describer.metrics(request.selection.metrics));
        if (!request.only.empty())
            out[u"chosen_rows"_s] = static_cast<qint64>(request.only.size());
        if (request.order == SortOrder::Descending)
            out[u"order"_s] = u"newest first"_s;
        describer.addSelection(out, request.selection);
        break;
    case ExportContent::Aggregates:
        addAggregates(out, request, describer);
        break;
    case ExportContent::Sessions:
        addSessions(out, request.sessions, describer);
        if (!request.onlySessions.empty())
            out[u"chosen_rows"_s] = static_cast<qint64>(request.onlySessions.size());
        break;
    case ExportContent::Definitions:
        out[u"metrics"_s] = request.metrics.empty()
                                ? QJsonValue(u"all"_s)
                                : QJsonValue(describer.metrics(request.metrics));
        break;
    }
    return out;
}

QByteArray commentLines(const QJsonObject &description, LineEnd lineEnd)
{
    QByteArray lines;
    for (auto member = description.begin(); member != description.end(); ++member) {
        lines += "# " + member.key().toUtf8() + ": " + lineOf(member.value()).toUtf8();
        lines += lineEnd == LineEnd::CrLf ? "\r\n" : "\n";
    }
    return lines;
}

} // namespace tidemark::exchange
