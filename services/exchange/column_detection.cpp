// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/column_detection.h"

#include "model/core/number_text.h"
#include "model/core/utf8_text.h"
#include "services/exchange/header_words.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct ColumnText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::ColumnText)
};

using Subject = ImportFinding::Subject;

constexpr double kMostCells = 0.9; ///< this share of a column's cells makes it what they are

// What a column's cells look like.
struct ColumnLook
{
    int filled = 0;
    int numbers = 0;
    int isoTimes = 0;
    int calendarTimes = 0;
    int timesOfDay = 0;
    int objects = 0;
    int others = 0;     ///< lists and bytes, which are never a value
    double largest = 0; ///< by magnitude, of plain numbers

    [[nodiscard]] bool isMostly(int count) const
    {
        return filled > 0 && count >= kMostCells * filled;
    }
    [[nodiscard]] bool isNumeric() const { return isMostly(numbers); }
    [[nodiscard]] bool isTime() const { return isMostly(isoTimes + calendarTimes); }
    [[nodiscard]] bool isTimeOfDay() const { return isMostly(timesOfDay); }
};

class ColumnGuesser
{
public:
    ColumnGuesser(const DialectGuess &guess, ImportPlan &plan, std::vector<ImportFinding> &findings)
        : m_guess(guess)
        , m_plan(plan)
        , m_findings(findings)
        , m_looks(static_cast<std::size_t>(guess.header.size()))
    {
        for (const QString &name : guess.header)
            m_plan.columns.push_back({name, ColumnRole::Ignore});
        for (const SampleRow &row : guess.rows) {
            for (std::size_t i = 0; i < row.cells.size() && i < m_looks.size(); ++i)
                look(m_looks[i], row.cells[i]);
        }
    }

    void guess(const QString &fileName)
    {
        assignByName();
        assignTimes();
        assignValues(fileName);
        guessNumbers();
        guessTimes();
    }

private:
    static void look(ColumnLook &look, const SampleCell &cell)
    {
        if (cell.form == CellForm::Text)
            return ColumnGuesser::look(look, std::string_view(cell.text));
        ++look.filled;
        ++(cell.form == CellForm::Object ? look.objects : look.others);
    }

    static void look(ColumnLook &look, std::string_view text)
    {
        const CellShape shape = shapeOf(text);
        look.filled += shape == CellShape::Empty ? 0 : 1;
        look.numbers += shape == CellShape::Number ? 1 : 0;
        look.isoTimes += shape == CellShape::IsoTime ? 1 : 0;
        look.calendarTimes += shape == CellShape::CalendarTime ? 1 : 0;
        look.timesOfDay += shape == CellShape::TimeOfDay ? 1 : 0;
        if (const auto value = parseNumber(text); value && shape == CellShape::Number)
            look.largest = std::max(look.largest, *value < 0 ? -*value : *value);
    }

    void find(Subject subject, const QString &text, double confidence, bool needsChoice = false)
    {
        m_findings.push_back({subject, text, confidence, needsChoice});
    }

    [[nodiscard]] bool has(ColumnRole role) const { return columnOf(m_plan, role) >= 0; }

    [[nodiscard]] const ColumnLook *lookOf(ColumnRole role) const
    {
        const int at = columnOf(m_plan, role);
        return at < 0 ? nullptr : &m_looks[static_cast<std::size_t>(at)];
    }

    void assignByName()
    {
        if (!m_guess.options.dialect.hasHeader)
            return;
        for (std::size_t i = 0; i < m_plan.columns.size(); ++i) {
            const ColumnLook &look = m_looks[i];
            const bool isObject = 2 * look.objects > look.filled;
            const bool isOther = 2 * look.others > look.filled;
            const auto role = isObject && areTags(m_plan.columns[i].header)
                                  ? std::optional(ColumnRole::Tags)
                                  : roleOfName(m_plan.columns[i].header);
            const bool isTaken = role && has(*role);
            if (!role || isTaken || isOther || (isObject && *role != ColumnRole::Tags))
                continue;
            const bool needsNumbers = *role == ColumnRole::Value;
            const bool needsTimes = *role == ColumnRole::Time || *role == ColumnRole::Date ||
                                    *role == ColumnRole::Start || *role == ColumnRole::End;
            // The name counts more than the cells: one that agrees is enough, and those that do
            // not are told as errors of their rows.
            const bool holdsTimes =
                look.isoTimes + look.calendarTimes + look.timesOfDay + look.numbers > 0;
            const bool fits = look.filled == 0 || (!needsNumbers && !needsTimes) ||
                              (needsNumbers && look.numbers > 0) || (needsTimes && holdsTimes);
            if (fits)
                m_plan.columns[i].role = *role;
        }
    }

    // A date column alone is the time; beside a time of day both are what they are.
    void assignTimes()
    {
        const ColumnLook *time = lookOf(ColumnRole::Time);
        if (time && time->isTimeOfDay())
            roleAt(ColumnRole::Time) = ColumnRole::TimeOfDay;
        if (!has(ColumnRole::Time) && !has(ColumnRole::Date) && !has(ColumnRole::Start) &&
            !has(ColumnRole::End))
            assignFirst(ColumnRole::Time, [](const ColumnLook &look) { return look.isTime(); });
        if (!has(ColumnRole::TimeOfDay) && (has(ColumnRole::Time) || has(ColumnRole::Date)))
            assignFirst(ColumnRole::TimeOfDay,
                        [](const ColumnLook &look) { return look.isTimeOfDay(); });
        const bool isSeparate = has(ColumnRole::TimeOfDay);
        if (isSeparate && has(ColumnRole::Time) && !has(ColumnRole::Date))
            roleAt(ColumnRole::Time) = ColumnRole::Date;
        if (!isSeparate && has(ColumnRole::Date) && has(ColumnRole::Time))
            roleAt(ColumnRole::Date) = ColumnRole::Ignore;
        else if (!isSeparate && has(ColumnRole::Date))
            roleAt(ColumnRole::Date) = ColumnRole::Time;
        if (!has(ColumnRole::Time) && !has(ColumnRole::Date) && !has(ColumnRole::Start) &&
            !has(ColumnRole::End) && !m_looks.empty() && m_looks.front().isNumeric() &&
            m_looks.front().largest >= 1e8 && m_plan.columns.front().role == ColumnRole::Ignore)
            m_plan.columns.front().role = ColumnRole::Time;
        if (isSeparate)
            find(Subject::Layout, ColumnText::tr("Date and time stand in columns of their own."),
                 0.9);
    }

    void assignValues(const QString &fileName)
    {
        std::vector<std::size_t> numeric;
        for (std::size_t i = 0; i < m_looks.size(); ++i) {
            if (m_plan.columns[i].role == ColumnRole::Ignore && m_looks[i].isNumeric())
                numeric.push_back(i);
        }
        if (!has(ColumnRole::Value) && numeric.size() > 1 && !has(ColumnRole::Metric)) {
            for (const std::size_t i : numeric)
                assignSeries(i);
            find(Subject::Layout, ColumnText::tr("Wide: each column of numbers is a metric."), 0.8);
            return;
        }
        if (!has(ColumnRole::Value) && !numeric.empty())
            m_plan.columns[numeric.front()].role = ColumnRole::Value;
        if (!has(ColumnRole::Value))
            return;
        find(Subject::Layout, ColumnText::tr("Long: one value in each row."), 0.9);
        nameMetric(fileName);
    }

    void assignSeries(std::size_t index)
    {
        ImportColumn &column = m_plan.columns[index];
        column.role = ColumnRole::Series;
        const NamedUnit named = splitUnit(column.header);
        if (named.unit.isEmpty())
            return;
        MetricMapping mapping;
        mapping.source = column.header;
        mapping.target = named.name;
        mapping.unit = named.unit;
        m_plan.metrics.push_back(std::move(mapping));
    }

    // `timestamp,value`: the file's name. `time,temperature (°C)`: the column's.
    void nameMetric(const QString &fileName)
    {
        const ImportColumn &column =
            m_plan.columns[static_cast<std::size_t>(columnOf(m_plan, ColumnRole::Value))];
        const NamedUnit named = splitUnit(column.header);
        if (!has(ColumnRole::Unit))
            m_plan.unit = named.unit;
        if (has(ColumnRole::Metric))
            return;
        const bool isTelling =
            m_guess.options.dialect.hasHeader && roleOfName(column.header) != ColumnRole::Value;
        m_plan.metric = isTelling && !named.name.isEmpty() ? named.name : fileName;
        find(Subject::Metric,
             ColumnText::tr("The file names no metric: its values become \"%1\".")
                 .arg(m_plan.metric),
             isTelling ? 0.8 : 0.5);
    }

    void guessNumbers()
    {
        DecimalEvidence evidence;
        forEachCell(
            [](ColumnRole role) { return role == ColumnRole::Value || role == ColumnRole::Series; },
            [this, &evidence](const SampleCell &cell) {
                if (isMissingWord(cell.text)) {
                    const QString word = utf8Text(cell.text);
                    if (!m_plan.missing.contains(word))
                        m_plan.missing.append(word);
                } else if (m_guess.format == ImportFormat::Csv || cell.isQuoted) {
                    evidence.add(cell.text); // a number of another format has a point
                }
            });
        m_plan.decimal = evidence.sign(delimiterOf(m_guess.format, m_guess.options.dialect));
        m_plan.groupSign = evidence.groupSign(m_plan.decimal);
    }

    void guessTimes()
    {
        OrderEvidence order;
        ColumnLook look;
        bool hasOffset = true;
        bool isCompact = true;
        forEachCell(
            [](ColumnRole role) {
                return role == ColumnRole::Time || role == ColumnRole::Date ||
                       role == ColumnRole::Start || role == ColumnRole::End;
            },
            [&](const SampleCell &cell) {
                const std::string_view text = cell.text;
                if (text.empty() || isMissingWord(text))
                    return;
                ColumnGuesser::look(look, text);
                order.add(text);
                isCompact = isCompact && isCompactDate(text);
                hasOffset = hasOffset && (text.back() == 'Z' || text.rfind('+') != text.npos);
            });
        if (look.filled == 0)
            return;
        if (look.isNumeric() && !(isCompact && !notationOfNames())) {
            m_plan.notation = epochNotationOf(look.largest);
            find(Subject::Time, ColumnText::tr("Times are numbers since 1970."), 0.9);
            return;
        }
        const bool isCalendar = look.calendarTimes > look.isoTimes;
        m_plan.notation = isCalendar ? TimeNotation::Calendar : TimeNotation::Iso8601;
        if (isCalendar)
            m_plan.dateOrder = order.order();
        find(Subject::Time,
             isCalendar ? ColumnText::tr("Times with day, month and year.")
                        : ColumnText::tr("Times with the year first."),
             look.isTime() ? 0.95 : 0.5);
        if (hasOffset)
            find(Subject::Zone, ColumnText::tr("Times say their offset from UTC."), 1);
        else
            find(Subject::Zone,
                 ColumnText::tr("Times say no zone. They are read in the time zone that is "
                                "chosen."),
                 0.5);
    }

    // The unit that a time column's name tells.
    [[nodiscard]] std::optional<TimeNotation> notationOfNames() const
    {
        for (const ImportColumn &column : m_plan.columns) {
            const bool isTime = column.role == ColumnRole::Time ||
                                column.role == ColumnRole::Start || column.role == ColumnRole::End;
            if (const auto notation = isTime ? notationOfName(column.header) : std::nullopt)
                return notation;
        }
        return std::nullopt;
    }

    // Else what the numbers' size tells.
    [[nodiscard]] TimeNotation epochNotationOf(double largest) const
    {
        return notationOfNames().value_or(epochNotation(largest));
    }

    template <class Wanted, class Take>
    void forEachCell(Wanted wanted, Take take) const
    {
        for (const SampleRow &row : m_guess.rows) {
            for (std::size_t i = 0; i < row.cells.size() && i < m_plan.columns.size(); ++i) {
                if (wanted(m_plan.columns[i].role))
                    take(row.cells[i]);
            }
        }
    }

    template <class Fits>
    void assignFirst(ColumnRole role, Fits fits)
    {
        for (std::size_t i = 0; i < m_looks.size(); ++i) {
            if (m_plan.columns[i].role == ColumnRole::Ignore && fits(m_looks[i])) {
                m_plan.columns[i].role = role;
                return;
            }
        }
    }

    [[nodiscard]] ColumnRole &roleAt(ColumnRole role)
    {
        return m_plan.columns[static_cast<std::size_t>(columnOf(m_plan, role))].role;
    }

    const DialectGuess &m_guess;
    ImportPlan &m_plan;
    std::vector<ImportFinding> &m_findings;
    std::vector<ColumnLook> m_looks;
};

} // namespace

void guessColumns(const DialectGuess &guess, const QString &name, ImportPlan &plan,
                  std::vector<ImportFinding> &findings)
{
    ColumnGuesser(guess, plan, findings).guess(name);
}

} // namespace tidemark::exchange
