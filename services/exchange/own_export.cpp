// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/column_detection.h"

#include "services/exchange/record_columns.h"

#include <QCoreApplication>

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct OwnText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::OwnText)
};

struct Suffix
{
    QLatin1StringView text;
    TimeNotation notation;
};
constexpr std::array kSuffixes{Suffix{"_ns"_L1, TimeNotation::EpochNanoseconds},
                               Suffix{"_us"_L1, TimeNotation::EpochMicroseconds},
                               Suffix{"_ms"_L1, TimeNotation::EpochMilliseconds},
                               Suffix{"_s"_L1, TimeNotation::EpochSeconds},
                               Suffix{""_L1, TimeNotation::Iso8601}};

using Columns = std::span<const RecordColumn>;

// The notation whose header this is; nothing for another file's header.
std::optional<TimeNotation> notationOf(const QStringList &header, Columns columns)
{
    const auto count = static_cast<qsizetype>(columns.size());
    const bool hasZone = header.size() == count + 1 && header.back() == kZoneColumn;
    if (header.size() != count && !hasZone)
        return std::nullopt;
    for (const Suffix &suffix : kSuffixes) {
        const bool fits = std::equal(columns.begin(), columns.end(), header.begin(),
                                     [&suffix](const RecordColumn &column, const QString &name) {
                                         return column.isTime ? name == column.name + suffix.text
                                                              : name == column.name;
                                     });
        if (fits)
            return hasZone ? TimeNotation::Calendar : suffix.notation;
    }
    return std::nullopt;
}

void addEvidence(const DialectGuess &guess, Columns columns, DecimalEvidence &decimals,
                 OrderEvidence &order, int &yearFirst, QStringList &missing)
{
    for (const SampleRow &row : guess.rows) {
        for (std::size_t i = 0; i < row.cells.size() && i < columns.size(); ++i) {
            const std::string &text = row.cells[i].text;
            if (columns[i].role == ColumnRole::Value)
                decimals.add(text);
            if (!columns[i].isTime || text.empty())
                continue;
            if (const QString word = QString::fromStdString(text);
                isMissingWord(text) && !missing.contains(word))
                missing.append(word);
            order.add(text);
            yearFirst += shapeOf(text) == CellShape::IsoTime ? 1 : 0;
        }
    }
}

QString findingText(bool areSamples, bool isGuarded)
{
    if (areSamples)
        return isGuarded ? OwnText::tr("A samples export of Tidemark.")
                         : OwnText::tr("A samples export of Tidemark, without formula guard.");
    return isGuarded ? OwnText::tr("A records export of Tidemark.")
                     : OwnText::tr("A records export of Tidemark, without formula guard.");
}

} // namespace

bool recogniseOwnExport(const DialectGuess &guess, ImportPlan &plan,
                        std::vector<ImportFinding> &findings)
{
    Columns columns(kRecordColumns);
    auto notation = notationOf(guess.header, columns);
    const bool areSamples = !notation;
    if (areSamples) {
        columns = kSampleColumns;
        notation = notationOf(guess.header, columns);
    }
    if (!notation || !guess.options.dialect.hasHeader)
        return false;
    plan.target = areSamples ? ImportTarget::Samples : ImportTarget::Records;
    plan.columns.clear();
    for (qsizetype i = 0; i < guess.header.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const ColumnRole role = at < columns.size() ? columns[at].role : ColumnRole::Ignore;
        plan.columns.push_back({guess.header.at(i), role});
    }
    DecimalEvidence decimals;
    OrderEvidence order;
    int yearFirst = 0;
    addEvidence(guess, columns, decimals, order, yearFirst, plan.missing);
    // Numbers of an export have no groups: a comma can only be the decimal sign.
    const bool hasComma = decimals.sign(',') != DecimalSign::Point;
    const bool mayHaveComma =
        guess.format == ImportFormat::Csv && guess.options.dialect.delimiter != ',';
    plan.decimal = hasComma && mayHaveComma ? DecimalSign::Comma : DecimalSign::Point;
    const bool isCalendar = *notation == TimeNotation::Calendar && yearFirst == 0;
    plan.notation =
        *notation == TimeNotation::Calendar && !isCalendar ? TimeNotation::Iso8601 : *notation;
    plan.dateOrder = isCalendar ? order.order() : DateOrder::Undecided;
    plan.trimsCells = false;
    plan.removesGuard = !guess.headerIsMarked;
    findings.push_back(
        {ImportFinding::Subject::Source, findingText(areSamples, plan.removesGuard), 1, false});
    return true;
}

} // namespace tidemark::exchange
