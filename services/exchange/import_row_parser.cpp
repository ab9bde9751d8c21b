// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/import_row_parser.h"

#include "model/core/text.h"
#include "model/core/utf8_text.h"
#include "services/exchange/formula_guard.h"
#include "services/exchange/row_words.h"
#include "services/exchange/tag_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct RowText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::RowText)
};

constexpr qsizetype kMaxIdBytes = 1024; ///< of session uids and names, devices, invocations

tl::unexpected<Error> refusal(const QString &reason)
{
    return failure(ErrorCode::InvalidArgument, reason, u"row"_s);
}

NumberNotation numbersOf(const ImportPlan &plan)
{
    return {plan.decimal == DecimalSign::Comma ? ',' : '.', plan.groupSign,
            plan.target == ImportTarget::Samples};
}

} // namespace

ImportRowParser::ImportRowParser(const ImportPlan &plan)
    : m_plan(plan)
    , m_times(plan)
    , m_numbers(numbersOf(plan))
    , m_bareNumbers{'.', {}, plan.target == ImportTarget::Samples}
    , m_isCsv(plan.format == ImportFormat::Csv)
{
    m_columnOf.assign(columnRoles().size(), -1);
    for (const ColumnRole role : columnRoles())
        m_columnOf.at(static_cast<std::size_t>(role)) = columnOf(plan, role);
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        if (plan.columns[i].role == ColumnRole::Series)
            m_series.push_back(static_cast<int>(i));
    }
    for (const QString &word : plan.missing)
        m_missingWords.push_back(word.toStdString());
}

void ImportRowParser::parse(const TableRow &row, std::vector<ImportRow> &rows,
                            std::vector<RejectedRow> &rejected)
{
    if (row.fault != RowFault::None) {
        rejected.push_back(rejection(row, -1, faultText(row)));
        return;
    }
    const std::size_t expected = m_plan.columns.size();
    const bool hasSpareCells =
        row.cells.size() > expected &&
        std::any_of(row.cells.begin() + static_cast<std::ptrdiff_t>(expected), row.cells.end(),
                    [](const TableCell &cell) { return !cell.text.empty(); });
    if (row.cells.size() < expected || hasSpareCells) {
        rejected.push_back(rejection(row, -1,
                                     RowText::tr("The row has %1 cells where %2 are expected.")
                                         .arg(row.cells.size())
                                         .arg(expected)));
        return;
    }
    if (rejectForms(row, rejected))
        return;
    ImportRow common;
    common.line = row.line;
    m_badColumn = -1;
    if (auto parsed = parseCommon(row, common); !parsed) {
        rejected.push_back(rejection(row, m_badColumn, parsed.error().message));
        return;
    }
    if (m_series.empty())
        parseLong(row, common, rows, rejected);
    else
        parseWide(row, common, rows, rejected);
}

// True when a cell that all values of the row need holds what is no text. Those of one metric each
// are rejected one by one.
bool ImportRowParser::rejectForms(const TableRow &row, std::vector<RejectedRow> &rejected) const
{
    for (std::size_t i = 0; i < m_plan.columns.size(); ++i) {
        const CellForm form = row.cells[i].form;
        const ColumnRole role = m_plan.columns[i].role;
        const bool isFine = form == CellForm::Text || role == ColumnRole::Ignore ||
                            role == ColumnRole::Series ||
                            (form == CellForm::Object && role == ColumnRole::Tags);
        if (isFine)
            continue;
        rejected.push_back(rejection(row, static_cast<int>(i), formText(form)));
        return true;
    }
    return false;
}

std::string_view ImportRowParser::plain(std::string_view cell) const
{
    return m_isCsv && m_plan.removesGuard ? withoutGuard(cell) : cell;
}

const NumberNotation &ImportRowParser::notationOf(const TableCell &cell) const noexcept
{
    return m_isCsv || cell.isQuoted ? m_numbers : m_bareNumbers;
}

// `null`, or a member that an object does not have.
bool ImportRowParser::isAbsent(const TableCell &cell) const
{
    return !m_isCsv && cell.text.empty() && !cell.isQuoted && cell.form == CellForm::Text;
}

bool ImportRowParser::isMissing(std::string_view cell) const
{
    return std::find(m_missingWords.begin(), m_missingWords.end(), cell) != m_missingWords.end();
}

Result<void> ImportRowParser::parseCommon(const TableRow &row, ImportRow &common)
{
    if (auto times = parseTimes(row, common); !times)
        return times;
    if (auto session = parseSession(row, common); !session)
        return session;
    if (auto texts = parseTexts(row, common); !texts)
        return texts;
    return placeEntry(common);
}

Result<void> ImportRowParser::parseTimes(const TableRow &row, ImportRow &common)
{
    auto start = timeAt(row, ColumnRole::Start);
    if (!start)
        return failure(start.error());
    auto end = timeAt(row, ColumnRole::End);
    if (!end)
        return failure(end.error());
    common.start = *start;
    common.end = *end;
    const ColumnRole role = column(ColumnRole::Date) >= 0 ? ColumnRole::Date : ColumnRole::Time;
    auto time = timeAt(row, role);
    if (!time)
        return failure(time.error());
    if (*time) {
        common.start = common.start ? common.start : *time;
        common.end = common.end ? common.end : *time;
    }
    return {};
}

Result<void> ImportRowParser::parseSession(const TableRow &row, ImportRow &common)
{
    common.sessionUid = textAt(row, ColumnRole::Session);
    if (!common.sessionUid && !m_plan.session.isEmpty())
        common.sessionUid = m_plan.session;
    common.sessionName = textAt(row, ColumnRole::SessionName);
    const auto isEntry = parseFlag(textAt(row, ColumnRole::Entry).value_or(QString()));
    if (!isEntry) {
        m_badColumn = column(ColumnRole::Entry);
        return refusal(RowText::tr("Write true or false."));
    }
    common.isEntry = *isEntry;
    return {};
}

Result<void> ImportRowParser::parseTexts(const TableRow &row, ImportRow &common)
{
    common.device = textAt(row, ColumnRole::Device);
    if (!common.device && !m_plan.device.isEmpty())
        common.device = m_plan.device;
    common.invocation = textAt(row, ColumnRole::Invocation);
    common.note = textAt(row, ColumnRole::Note).value_or(m_plan.note);
    auto tags = parseTags(textAt(row, ColumnRole::Tags).value_or(QString()));
    m_badColumn = column(ColumnRole::Tags);
    if (!tags)
        return failure(tags.error());
    common.tags = *tags;
    for (auto tag = m_plan.tags.begin(); tag != m_plan.tags.end(); ++tag)
        common.tags.insert(tag.key(), tag.value());
    m_badColumn = column(ColumnRole::Note);
    if (auto note = common.note.isEmpty() ? Result<QString>() : cleanText(common.note); !note)
        return failure(note.error());
    const std::array ids{std::pair(ColumnRole::Session, &common.sessionUid),
                         std::pair(ColumnRole::SessionName, &common.sessionName),
                         std::pair(ColumnRole::Device, &common.device),
                         std::pair(ColumnRole::Invocation, &common.invocation)};
    for (const auto &[role, text] : ids) {
        if (!*text)
            continue;
        m_badColumn = column(role);
        if (auto clean = cleanText(**text, kMaxIdBytes); !clean)
            return failure(clean.error());
    }
    m_badColumn = -1;
    return {};
}

// A value without a session is an entry of its own and needs one time.
Result<void> ImportRowParser::placeEntry(ImportRow &common)
{
    if (common.start && common.end && *common.end < *common.start)
        return refusal(RowText::tr("The session ends before it starts."));
    if (common.sessionUid)
        return {};
    if (!common.start && !common.end)
        common.start = m_plan.rowTime;
    if (!common.start && !common.end)
        return refusal(RowText::tr("The row has neither a time nor a session."));
    const bool isStretch = common.start && common.end && *common.start != *common.end;
    if (isStretch)
        return refusal(RowText::tr("A value with a start and a different end needs a session."));
    common.start = common.start ? common.start : common.end;
    common.end = common.start;
    return {};
}

void ImportRowParser::parseLong(const TableRow &row, ImportRow &common,
                                std::vector<ImportRow> &rows, std::vector<RejectedRow> &rejected)
{
    const int valueColumn = column(ColumnRole::Value);
    const TableCell &valueCell = row.cells[static_cast<std::size_t>(valueColumn)];
    const std::string_view cell = valueCell.text;
    const int metricColumn = column(ColumnRole::Metric);
    auto index = metricOf(metricColumn >= 0 ? cellAt(row, ColumnRole::Metric) : std::string_view());
    if (!index) {
        rejected.push_back(rejection(row, metricColumn, index.error().message));
        return;
    }
    NamedMetric &metric = m_metrics[*index];
    if (const auto kind = metric.kind ? std::nullopt : textAt(row, ColumnRole::Kind)) {
        metric.kind = kindFromKey(*kind);
        if (!metric.kind) {
            rejected.push_back(rejection(row, column(ColumnRole::Kind),
                                         RowText::tr("There is no such kind of metric.")));
            return;
        }
    }
    if (metric.unit.isEmpty())
        metric.unit = textAt(row, ColumnRole::Unit).value_or(m_plan.unit);
    if (metric.isSkipped)
        return;
    if (isMissing(cell) || isAbsent(valueCell)) {
        ++m_missing;
        return;
    }
    auto value = parseNumberCell(cell, notationOf(valueCell));
    if (!value) {
        rejected.push_back(rejection(row, valueColumn, value.error().message));
        return;
    }
    ++metric.rows;
    common.metric = metric.target;
    common.unit = metric.unit;
    common.value = *value;
    rows.push_back(std::move(common));
}

void ImportRowParser::parseWide(const TableRow &row, ImportRow &common,
                                std::vector<ImportRow> &rows, std::vector<RejectedRow> &rejected)
{
    for (const int at : m_series) {
        const TableCell &valueCell = row.cells[static_cast<std::size_t>(at)];
        const std::string_view cell = valueCell.text;
        const ImportColumn &column = m_plan.columns[static_cast<std::size_t>(at)];
        const QString name = column.metric.isEmpty() ? column.header : column.metric;
        auto index = metricOf(name.toStdString());
        if (!index) {
            rejected.push_back(rejection(row, at, index.error().message));
            continue;
        }
        NamedMetric &metric = m_metrics[*index];
        if (metric.unit.isEmpty())
            metric.unit = m_plan.unit;
        if (metric.isSkipped)
            continue;
        if (valueCell.form != CellForm::Text) {
            rejected.push_back(rejection(row, at, formText(valueCell.form)));
            continue;
        }
        if (cell.empty() || isMissing(cell)) { // no value in a wide table (X6)
            ++m_missing;
            continue;
        }
        auto value = parseNumberCell(cell, notationOf(valueCell));
        if (!value) {
            rejected.push_back(rejection(row, at, value.error().message));
            continue;
        }
        ++metric.rows;
        ImportRow one = common;
        one.metric = metric.target;
        one.unit = metric.unit;
        one.value = *value;
        rows.push_back(std::move(one));
    }
}

// The metric of a name in the file; an empty name is that of the plan.
Result<std::size_t> ImportRowParser::metricOf(std::string_view name)
{
    const std::string key(name);
    if (const auto known = m_metricByName.find(key); known != m_metricByName.end())
        return known->second;
    const QString source = name.empty() ? m_plan.metric : utf8Text(plain(name));
    const auto mapping =
        std::find_if(m_plan.metrics.begin(), m_plan.metrics.end(),
                     [&source](const MetricMapping &m) { return m.source == source; });
    const bool isMapped = mapping != m_plan.metrics.end();
    auto target = normalisedName(isMapped && !mapping->target.isEmpty() ? mapping->target : source);
    if (!target)
        return failure(target.error());
    if (m_metrics.size() == kMaxMetricNames)
        return failure(ErrorCode::Unsupported,
                       RowText::tr("The file names more than %1 metrics, the most that one import "
                                   "may have. Is the metric's column right?")
                           .arg(kMaxMetricNames),
                       u"import.metrics"_s);
    NamedMetric metric;
    metric.source = source;
    metric.target = *target;
    if (isMapped) {
        metric.unit = mapping->unit;
        metric.kind = mapping->kind;
        metric.isSkipped = mapping->isSkipped;
    }
    m_metrics.push_back(std::move(metric));
    m_metricByName.emplace(key, m_metrics.size() - 1);
    return m_metrics.size() - 1;
}

Result<std::optional<Timestamp>> ImportRowParser::timeAt(const TableRow &row, ColumnRole role)
{
    const std::string_view cell = cellAt(row, role);
    if (cell.empty() || isMissing(cell))
        return std::optional<Timestamp>();
    m_badColumn = column(role);
    auto time = role == ColumnRole::Date ? m_times.parse(cell, cellAt(row, ColumnRole::TimeOfDay))
                                         : m_times.parse(cell);
    if (!time)
        return failure(time.error());
    m_badColumn = -1;
    return std::optional<Timestamp>(*time);
}

std::optional<QString> ImportRowParser::textAt(const TableRow &row, ColumnRole role) const
{
    const int at = column(role);
    if (at < 0)
        return std::nullopt;
    const TableCell &cell = row.cells[static_cast<std::size_t>(at)];
    // Our own files tell an empty text from none by its quotes; other files quote as they like.
    if (cell.text.empty() && ((m_isCsv && m_plan.trimsCells) || !cell.isQuoted))
        return std::nullopt;
    return utf8Text(plain(cell.text));
}

std::string_view ImportRowParser::cellAt(const TableRow &row, ColumnRole role) const
{
    const int at = column(role);
    return at < 0 ? std::string_view() : row.cells[static_cast<std::size_t>(at)].text;
}

int ImportRowParser::column(ColumnRole role) const
{
    return m_columnOf[static_cast<std::size_t>(role)];
}

RejectedRow ImportRowParser::rejection(const TableRow &row, int column, const QString &reason) const
{
    RejectedRow rejected;
    rejected.line = row.line;
    rejected.reason = reason;
    const auto at = static_cast<std::size_t>(column);
    if (column >= 0 && at < row.cells.size()) {
        rejected.column = m_plan.columns.at(at).header;
        rejected.text = shownText(row.cells[at].text);
    } else if (!row.cells.empty()) {
        rejected.text = shownText(row.cells.front().text);
    }
    return rejected;
}

} // namespace tidemark::exchange
