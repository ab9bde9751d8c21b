// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_presets.h"

#include <QCoreApplication>

#include <array>

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimePreset)
};

using Group = TimePreset::Group;

constexpr std::array kPresets{
    TimePreset{u"last-15m", Group::Last, u"now-15m", u"now"},
    TimePreset{u"last-1h", Group::Last, u"now-1h", u"now"},
    TimePreset{u"last-6h", Group::Last, u"now-6h", u"now"},
    TimePreset{u"last-24h", Group::Last, u"now-24h", u"now"},
    TimePreset{u"last-7d", Group::Last, u"now-7d", u"now"},
    TimePreset{u"last-30d", Group::Last, u"now-30d", u"now"},
    TimePreset{u"last-90d", Group::Last, u"now-90d", u"now"},
    TimePreset{u"last-12M", Group::Last, u"now-12M", u"now"},
    TimePreset{u"today", Group::Calendar, u"now/d", u"now/d"},
    TimePreset{u"yesterday", Group::Calendar, u"now-1d/d", u"now-1d/d"},
    TimePreset{u"this-week", Group::Calendar, u"now/w", u"now/w"},
    TimePreset{u"previous-week", Group::Calendar, u"now-1w/w", u"now-1w/w"},
    TimePreset{u"this-month", Group::Calendar, u"now/M", u"now/M"},
    TimePreset{u"previous-month", Group::Calendar, u"now-1M/M", u"now-1M/M"},
    TimePreset{u"this-quarter", Group::Calendar, u"now/Q", u"now/Q"},
    TimePreset{u"previous-quarter", Group::Calendar, u"now-1Q/Q", u"now-1Q/Q"},
    TimePreset{u"this-year", Group::Calendar, u"now/y", u"now/y"},
    TimePreset{u"previous-year", Group::Calendar, u"now-1y/y", u"now-1y/y"},
    TimePreset{u"today-so-far", Group::SoFar, u"now/d", u"now"},
    TimePreset{u"this-week-so-far", Group::SoFar, u"now/w", u"now"},
    TimePreset{u"this-month-so-far", Group::SoFar, u"now/M", u"now"},
    TimePreset{u"this-quarter-so-far", Group::SoFar, u"now/Q", u"now"},
    TimePreset{u"this-year-so-far", Group::SoFar, u"now/y", u"now"},
    TimePreset{u"all", Group::All, u"", u""},
};

constexpr std::array kLabels{
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last 15 minutes"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last hour"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last 6 hours"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last 24 hours"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last 7 days"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last 30 days"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last 90 days"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Last 12 months"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Today"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Yesterday"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This week"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Previous week"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This month"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Previous month"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This quarter"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Previous quarter"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This year"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Previous year"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "Today so far"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This week so far"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This month so far"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This quarter so far"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "This year so far"),
    QT_TRANSLATE_NOOP("tidemark::TimePreset", "All data"),
};
static_assert(kPresets.size() == kLabels.size());

} // namespace

QString TimePreset::label() const
{
    for (std::size_t i = 0; i < kPresets.size(); ++i) {
        if (kPresets.at(i).id == id)
            return Text::tr(kLabels.at(i));
    }
    return id.toString();
}

TimeRange TimePreset::range() const
{
    if (group == Group::All)
        return TimeRange::allData();
    const auto first = TimeExpression::parse(from);
    const auto last = TimeExpression::parse(to);
    Q_ASSERT(first && last);
    return TimeRange::relative(*first, *last);
}

std::span<const TimePreset> timePresets()
{
    return kPresets;
}

Result<TimeRange> presetRange(QStringView id)
{
    for (const TimePreset &preset : kPresets) {
        if (preset.id == id)
            return preset.range();
    }
    return failure(ErrorCode::NotFound, Text::tr("There is no time range called \"%1\".").arg(id));
}

const TimePreset *presetOf(const TimeRange &range)
{
    for (const TimePreset &preset : kPresets) {
        if (preset.range() == range)
            return &preset;
    }
    return nullptr;
}

} // namespace tidemark
