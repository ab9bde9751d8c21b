// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/header_words.h"

#include "model/core/text.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct HeaderWord
{
    QLatin1StringView word; ///< folded
    ColumnRole role;
};
constexpr std::array kWords{
    HeaderWord{"timestamp"_L1, ColumnRole::Time},
    HeaderWord{"time"_L1, ColumnRole::Time},
    HeaderWord{"datetime"_L1, ColumnRole::Time},
    HeaderWord{"date_time"_L1, ColumnRole::Time},
    HeaderWord{"date time"_L1, ColumnRole::Time},
    HeaderWord{"ts"_L1, ColumnRole::Time},
    HeaderWord{"zeit"_L1, ColumnRole::Time},
    HeaderWord{"zeitstempel"_L1, ColumnRole::Time},
    HeaderWord{"uhrzeit"_L1, ColumnRole::Time},
    HeaderWord{"at"_L1, ColumnRole::Time},
    HeaderWord{"date"_L1, ColumnRole::Date},
    HeaderWord{"datum"_L1, ColumnRole::Date},
    HeaderWord{"day"_L1, ColumnRole::Date},
    HeaderWord{"tag"_L1, ColumnRole::Date},
    HeaderWord{"start"_L1, ColumnRole::Start},
    HeaderWord{"start_time"_L1, ColumnRole::Start},
    HeaderWord{"beginn"_L1, ColumnRole::Start},
    HeaderWord{"end"_L1, ColumnRole::End},
    HeaderWord{"end_time"_L1, ColumnRole::End},
    HeaderWord{"ende"_L1, ColumnRole::End},
    HeaderWord{"value"_L1, ColumnRole::Value},
    HeaderWord{"wert"_L1, ColumnRole::Value},
    HeaderWord{"messwert"_L1, ColumnRole::Value},
    HeaderWord{"reading"_L1, ColumnRole::Value},
    HeaderWord{"measurement"_L1, ColumnRole::Value},
    HeaderWord{"amount"_L1, ColumnRole::Value},
    HeaderWord{"metric"_L1, ColumnRole::Metric},
    HeaderWord{"metrik"_L1, ColumnRole::Metric},
    HeaderWord{"metric_name"_L1, ColumnRole::Metric},
    HeaderWord{"series"_L1, ColumnRole::Metric},
    HeaderWord{"name"_L1, ColumnRole::Metric},
    HeaderWord{"kpi"_L1, ColumnRole::Metric},
    HeaderWord{"unit"_L1, ColumnRole::Unit},
    HeaderWord{"einheit"_L1, ColumnRole::Unit},
    HeaderWord{"kind"_L1, ColumnRole::Kind},
    HeaderWord{"session"_L1, ColumnRole::Session},
    HeaderWord{"session_id"_L1, ColumnRole::Session},
    HeaderWord{"run"_L1, ColumnRole::Session},
    HeaderWord{"session_name"_L1, ColumnRole::SessionName},
    HeaderWord{"device"_L1, ColumnRole::Device},
    HeaderWord{"gerat"_L1, ColumnRole::Device},
    HeaderWord{"host"_L1, ColumnRole::Device},
    HeaderWord{"sensor"_L1, ColumnRole::Device},
    HeaderWord{"machine"_L1, ColumnRole::Device},
    HeaderWord{"device_id"_L1, ColumnRole::Device},
    HeaderWord{"invocation"_L1, ColumnRole::Invocation},
    HeaderWord{"invocation_id"_L1, ColumnRole::Invocation},
    HeaderWord{"tags"_L1, ColumnRole::Tags},
    HeaderWord{"note"_L1, ColumnRole::Note},
    HeaderWord{"notes"_L1, ColumnRole::Note},
    HeaderWord{"comment"_L1, ColumnRole::Note},
    HeaderWord{"remark"_L1, ColumnRole::Note},
    HeaderWord{"notiz"_L1, ColumnRole::Note},
    HeaderWord{"bemerkung"_L1, ColumnRole::Note},
};

struct UnitSuffix
{
    QLatin1StringView text;
    TimeNotation notation;
};
constexpr std::array kEpochSuffixes{UnitSuffix{"_ns"_L1, TimeNotation::EpochNanoseconds},
                                    UnitSuffix{"_us"_L1, TimeNotation::EpochMicroseconds},
                                    UnitSuffix{"_ms"_L1, TimeNotation::EpochMilliseconds},
                                    UnitSuffix{"_s"_L1, TimeNotation::EpochSeconds}};

} // namespace

std::optional<ColumnRole> roleOfName(const QString &header)
{
    QString name = searchFolded(splitUnit(header).name).trimmed();
    for (const UnitSuffix &suffix : kEpochSuffixes) {
        if (name.endsWith(suffix.text))
            name.chop(suffix.text.size());
    }
    const auto found = std::find_if(kWords.begin(), kWords.end(),
                                    [&name](const HeaderWord &word) { return name == word.word; });
    return found == kWords.end() ? std::nullopt : std::optional(found->role);
}

bool areTags(const QString &name)
{
    const QString folded = searchFolded(name);
    return roleOfName(name) == ColumnRole::Tags || folded == "labels"_L1 ||
           folded == "attributes"_L1;
}

std::optional<TimeNotation> notationOfName(const QString &header)
{
    const auto found =
        std::find_if(kEpochSuffixes.begin(), kEpochSuffixes.end(),
                     [&header](const UnitSuffix &suffix) { return header.endsWith(suffix.text); });
    return found == kEpochSuffixes.end() ? std::nullopt : std::optional(found->notation);
}

NamedUnit splitUnit(const QString &header)
{
    const QString text = header.trimmed();
    for (const auto &[open, close] : {std::pair(u'(', u')'), std::pair(u'[', u']')}) {
        const qsizetype at = text.lastIndexOf(open);
        if (at <= 0 || !text.endsWith(close))
            continue;
        const QString unit = text.mid(at + 1, text.size() - at - 2).trimmed();
        const QString name = text.left(at).trimmed();
        if (!unit.isEmpty() && unit.size() <= 20 && !name.isEmpty())
            return {name, unit};
    }
    return {text, {}};
}

} // namespace tidemark::exchange
