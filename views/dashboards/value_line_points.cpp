// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/value_line_points.h"

#include <algorithm>
#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

std::vector<charts::ChartPoint> rawPoints(const std::vector<Sample> &samples)
{
    std::vector<charts::ChartPoint> points;
    points.reserve(samples.size());
    for (const Sample &sample : samples) {
        charts::ChartPoint point;
        point.window = {sample.at, sample.at + Timedelta(1)};
        point.isGap = std::isnan(sample.value);
        if (!point.isGap) {
            point.value = sample.value;
            point.count = 1;
        }
        points.push_back(point);
    }
    return points;
}

std::vector<charts::ChartPoint> columnPoints(const ValueLine &line, AggregateFunction function)
{
    std::vector<charts::ChartPoint> points;
    points.reserve(line.columns.size());
    Timestamp begin = line.begin;
    for (const Aggregate &column : line.columns) {
        const Timestamp end = begin + line.width;
        if (!column.isEmpty()) {
            charts::ChartPoint point;
            point.window = {begin, end};
            point.value = column.value(function);
            point.min = column.min;
            point.max = column.max;
            point.count = static_cast<std::int64_t>(column.count);
            points.push_back(point);
        }
        begin = end;
    }
    return points;
}

} // namespace

AggregateFunction lineFunction(AggregateFunction chosen)
{
    switch (chosen) {
    case AggregateFunction::Min:
    case AggregateFunction::Max:
        return chosen;
    case AggregateFunction::Sum:
    case AggregateFunction::Count:
    case AggregateFunction::Mean:
        break;
    }
    return AggregateFunction::Mean;
}

std::vector<charts::ChartPoint> pointsOf(const ValueLine &line, AggregateFunction function)
{
    return line.isRaw ? rawPoints(line.samples) : columnPoints(line, lineFunction(function));
}

charts::GapRule gapRuleOf(const ValueLine &line)
{
    return line.isRaw ? charts::GapRule::MedianInterval : charts::GapRule::Buckets;
}

QString lineLabel(const TagMap &tags)
{
    QStringList parts;
    for (auto tag = tags.begin(); tag != tags.end(); ++tag)
        parts.append(tag.key() % u'=' % tag.value());
    return parts.join(u", "_s);
}

namespace {

/// What tells the lines apart: their tags without those that all of them have alike, unless
/// nothing would be left of one.
std::vector<TagMap> distinctTags(const std::vector<ValueLine> &lines, const UserNames &names)
{
    std::vector<TagMap> whole;
    for (const ValueLine &line : lines)
        whole.push_back(shownTags(line.tags, names));
    if (whole.size() < 2)
        return whole;
    std::vector<TagMap> distinct = whole;
    for (auto tag = whole[0].begin(); tag != whole[0].end(); ++tag) {
        const bool isShared = std::all_of(whole.begin(), whole.end(), [&](const TagMap &tags) {
            return tags.value(tag.key()) == tag.value();
        });
        if (!isShared)
            continue;
        for (TagMap &tags : distinct)
            tags.remove(tag.key());
    }
    const bool isAnyEmpty = std::any_of(distinct.begin(), distinct.end(),
                                        [](const TagMap &tags) { return tags.isEmpty(); });
    return isAnyEmpty ? whole : distinct;
}

} // namespace

QStringList lineLabels(const std::vector<ValueLine> &lines, const UserNames &names)
{
    QStringList keys;
    bool areSame = true;
    const std::vector<TagMap> distinct = distinctTags(lines, names);
    for (const TagMap &tags : distinct) {
        if (tags.isEmpty())
            continue;
        if (keys.isEmpty())
            keys = tags.keys();
        areSame = areSame && keys == QStringList(tags.keys());
    }
    QStringList labels;
    for (const TagMap &tags : distinct)
        labels.append(areSame ? QStringList(tags.values()).join(u", "_s) : lineLabel(tags));
    return labels;
}

} // namespace tidemark
