// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sample_rows.h"

#include "model/time/calendar.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::SampleRows)
};

constexpr Timedelta kDay{kNsPerDay};
constexpr Timedelta kHour{kNsPerHour};
constexpr double kPi = 3.14159265358979323846;
constexpr int kDaysPerYear = 365;

/// Values as a person would read them, not with 17 digits: in steps of 1 / stepsPerUnit.
double rounded(double value, double stepsPerUnit)
{
    return std::round(value * stepsPerUnit) / stepsPerUnit;
}

ImportRow row(const QString &metric, const QString &unit, double value)
{
    ImportRow made;
    made.metric = metric;
    made.unit = unit;
    made.value = value;
    return made;
}

NewDefinition definition(const QString &name, const QString &unit, MetricKind kind,
                         const QString &description)
{
    NewDefinition made;
    made.name = name;
    made.unit = unit;
    made.kind = kind;
    made.description = description;
    return made;
}

} // namespace

SampleRows::SampleRows(Timestamp now, std::uint64_t seed)
    : m_random(seed)
    , m_first(Calendar().startOf(Period::Daily, now) - Timedelta(kDays * kNsPerDay))
{}

std::vector<NewDefinition> SampleRows::definitions()
{
    return {definition(u"drive.distance_km"_s, u"km"_s, MetricKind::Gauge,
                       Text::tr("Distance driven per trip")),
            definition(u"drive.battery_used"_s, u"%"_s, MetricKind::Gauge,
                       Text::tr("Share of the battery used per trip")),
            definition(u"drive.hard_brakes"_s, {}, MetricKind::Counter,
                       Text::tr("Hard brakes per trip")),
            definition(u"api.latency"_s, u"ms"_s, MetricKind::Timer,
                       Text::tr("Mean response time per hour of work")),
            definition(u"manual.weight"_s, u"kg"_s, MetricKind::Gauge,
                       Text::tr("Entered by hand every morning"))};
}

Result<bool> SampleRows::next(std::vector<ImportRow> &rows)
{
    if (m_day >= kDays)
        return false;
    const Timestamp day = m_first + Timedelta(m_day * kDay.ns());
    addTrips(rows, day);
    addLatency(rows, day);
    addWeight(rows, day);
    ++m_day;
    return m_day < kDays;
}

double SampleRows::uniform()
{
    // 53 random bits as a number in [0, 1); std::uniform_real_distribution differs between
    // libraries.
    return static_cast<double>(m_random() >> 11) * 0x1p-53;
}

double SampleRows::around(double middle, double spread)
{
    return middle + spread * (uniform() + uniform() + uniform() - 1.5);
}

double SampleRows::season(int day) const
{
    return std::sin(2 * kPi * day / kDaysPerYear);
}

void SampleRows::addTrips(std::vector<ImportRow> &rows, Timestamp day)
{
    const bool isWeekend = (m_day % 7) >= 5;
    const int trips = isWeekend ? 1 : 3;
    for (int i = 0; i < trips; ++i) {
        const Timestamp start =
            day + Timedelta(kHour.ns() * (7 + 4 * i) + m_trip % 50 * kNsPerMinute);
        const double growth = 1 + 0.2 * m_day / kDays;
        const double distance =
            std::max(0.4, around((34 + 9 * season(m_day)) * growth, 22) + 6 * i);
        const QString device = u"car-%1"_s.arg(m_trip % 4 + 1);
        const QString uid = u"sample-trip-%1"_s.arg(m_trip, 5, 10, QChar(u'0'));
        const Timestamp end =
            start + Timedelta(static_cast<std::int64_t>(distance * 100) * kNsPerSecond);
        const auto add = [&](const QString &metric, const QString &unit, double value) {
            ImportRow made = row(metric, unit, value);
            made.sessionUid = uid;
            made.sessionName = Text::tr("Trip %1").arg(m_trip + 1);
            made.start = start;
            made.end = end;
            made.device = device;
            made.tags = {{u"depot"_s, m_trip % 3 == 0 ? u"north"_s : u"south"_s}};
            rows.push_back(made);
        };
        add(u"drive.distance_km"_s, u"km"_s, rounded(distance, 10));
        add(u"drive.battery_used"_s, u"%"_s,
            rounded(std::clamp(around(distance * (1.1 - 0.15 * season(m_day)), 8), 1.0, 99.0), 10));
        add(u"drive.hard_brakes"_s, {}, std::floor(uniform() * uniform() * distance / 6));
        ++m_trip;
    }
}

void SampleRows::addLatency(std::vector<ImportRow> &rows, Timestamp day)
{
    constexpr int kFirstHour = 8;
    constexpr int kLastHour = 18;
    for (int hour = kFirstHour; hour <= kLastHour; hour += 2) {
        const double load = std::sin(kPi * (hour - kFirstHour + 1) / (kLastHour - kFirstHour + 2));
        const double spike = uniform() < 0.004 ? 5 : 1;
        ImportRow made = row(u"api.latency"_s, u"ms"_s,
                             rounded(std::max(5.0, around(60 + 40 * load, 20)) * spike, 100));
        made.start = day + Timedelta(hour * kHour.ns());
        made.end = made.start;
        made.isEntry = true;
        rows.push_back(made);
    }
}

void SampleRows::addWeight(std::vector<ImportRow> &rows, Timestamp day)
{
    if (uniform() < 0.12)
        return; // forgotten, so that gaps can be seen
    ImportRow made = row(u"manual.weight"_s, u"kg"_s,
                         rounded(around(74 - 2.5 * m_day / kDays + season(m_day), 0.8), 10));
    made.start = day + Timedelta(6 * kHour.ns() + 40 * kNsPerMinute);
    made.end = made.start;
    made.isEntry = true;
    rows.push_back(made);
}

} // namespace tidemark
