// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/user_columns.h"

#include "model/domain/instant_values.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

struct ColumnText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::UserColumns)
};

constexpr auto kNewRequests = "nat.user.new_requests"_L1;
constexpr auto kNewTime = "nat.user.new_time_ms"_L1;
constexpr auto kTotalRequests = "nat.user.total_requests"_L1;
constexpr auto kMeanLatency = "nat.user.avg_latency_ms"_L1;
constexpr auto kCreated = "nat.user.created_timestamp_seconds"_L1;

struct Column
{
    QLatin1StringView metric;
    const char *title;
    const char *help;
};

constexpr std::array kColumns{
    Column{"nat.user.active"_L1, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Active"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Requests that are under way")},
    Column{kNewRequests, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Requests"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Requests that ended in the shown range")},
    Column{"nat.user.new_errors"_L1, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Errors"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns",
                             "Requests that ended by an error in the shown range")},
    Column{kNewTime, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Latency"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns",
                             "Mean of the requests that ended in the shown range; none where the "
                             "server's rounding hides it")},
    Column{"nat.user.window_latency_ms"_L1,
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Last latency"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns",
                             "Mean of the requests that ended last between two answers")},
    Column{kTotalRequests, QT_TRANSLATE_NOOP("tidemark::UserColumns", "All requests"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Since the server knows the user")},
    Column{"nat.user.errors"_L1, QT_TRANSLATE_NOOP("tidemark::UserColumns", "All errors"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Since the server knows the user")},
    Column{kMeanLatency, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Mean latency"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns",
                             "Of all requests since the server knows the user")},
    Column{kCreated, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Known since"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns",
                             "When the server began to keep something for the user")},
    Column{"nat.user.last_activity_timestamp_seconds"_L1,
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Last activity"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns",
                             "When a request of the user began or ended last")},
    Column{"nat.user.functions"_L1, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Functions"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Functions that the server keeps")},
    Column{"nat.user.function_groups"_L1, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Groups"),
           QT_TRANSLATE_NOOP("tidemark::UserColumns", "Groups of functions that it keeps")},
    Column{
        "nat.user.exit_stack"_L1, QT_TRANSLATE_NOOP("tidemark::UserColumns", "Exit steps"),
        QT_TRANSLATE_NOOP("tidemark::UserColumns", "Steps that wait for the end of what it keeps")},
};

const Column *columnOf(const QString &metric)
{
    const auto found = std::find_if(kColumns.begin(), kColumns.end(),
                                    [&](const Column &column) { return column.metric == metric; });
    return found == kColumns.end() ? nullptr : &*found;
}

std::optional<double> valueOf(const QStringList &metrics, const UserValues &values,
                              QLatin1StringView metric)
{
    const qsizetype at = metrics.indexOf(metric);
    const auto &value = at < 0 ? std::nullopt : values[static_cast<std::size_t>(at)];
    return value ? std::optional(value->value) : std::nullopt;
}

/// Nothing when the requests of one of them are not known.
std::optional<Sample> weighedMean(const QStringList &metrics,
                                  const std::vector<UserValues> &entries, std::size_t column)
{
    std::optional<Sample> mean;
    double sum = 0;
    double requests = 0;
    for (const UserValues &entry : entries) {
        const auto &value = entry[column];
        const auto weight = valueOf(metrics, entry, kTotalRequests);
        if (!value)
            continue;
        if (!weight)
            return std::nullopt;
        mean = mean ? Sample{std::max(mean->at, value->at), 0} : *value;
        sum += value->value * *weight;
        requests += *weight;
    }
    if (mean)
        mean->value = requests > 0 ? sum / requests : 0;
    return mean;
}

double joined(const QString &metric, double a, double b)
{
    if (!isInstant(metric))
        return a + b;
    return metric == kCreated ? std::min(a, b) : std::max(a, b);
}

} // namespace

std::optional<QString> userColumnTitle(const QString &metric)
{
    const Column *const column = columnOf(metric);
    return column ? std::optional(ColumnText::tr(column->title)) : std::nullopt;
}

QString userColumnHelp(const QString &metric)
{
    const Column *const column = columnOf(metric);
    return column ? ColumnText::tr(column->help) : QString();
}

bool isSeldomWanted(const QString &metric)
{
    constexpr std::array kSeldom{"nat.user.window_latency_ms"_L1,
                                 "nat.user.errors"_L1,
                                 kMeanLatency,
                                 kCreated,
                                 "nat.user.functions"_L1,
                                 "nat.user.function_groups"_L1,
                                 "nat.user.exit_stack"_L1};
    return std::find(kSeldom.begin(), kSeldom.end(), metric) != kSeldom.end();
}

bool isCountedByStretch(const QString &metric)
{
    return metric.startsWith("nat.user.new_"_L1) && columnOf(metric);
}

UserValues sumOfEntries(const QStringList &metrics, const std::vector<UserValues> &entries)
{
    UserValues sums(static_cast<std::size_t>(metrics.size()));
    for (std::size_t column = 0; column < sums.size(); ++column) {
        const QString &metric = metrics[static_cast<qsizetype>(column)];
        if (metric == kMeanLatency) {
            sums[column] = weighedMean(metrics, entries, column);
            continue;
        }
        if (metric == "nat.user.window_latency_ms"_L1)
            continue; // nobody knows any more how many requests it was of
        for (const UserValues &entry : entries) {
            const auto &value = entry[column];
            auto &sum = sums[column];
            if (value && sum)
                sum =
                    Sample{std::max(sum->at, value->at), joined(metric, sum->value, value->value)};
            else if (value)
                sum = value;
        }
    }
    return sums;
}

// Means are told to 0.01 ms, so that the time of n requests is known to 0.005 n ms at either end.
void divideByRequests(const QStringList &metrics, UserValues &values)
{
    const qsizetype at = metrics.indexOf(kNewTime);
    if (at < 0)
        return;
    constexpr double kRounding_ms = 0.005;
    constexpr double kMostErrorRatio = 0.1;
    auto &time = values[static_cast<std::size_t>(at)];
    const double requests = valueOf(metrics, values, kNewRequests).value_or(0);
    if (!time || requests <= 0) {
        time.reset();
        return;
    }
    const double mean_ms = time->value / requests;
    const double all = valueOf(metrics, values, kTotalRequests).value_or(requests);
    const double before = std::max(all - requests, 0.0);
    if (mean_ms < 0 || kRounding_ms * (before + all) / requests > kMostErrorRatio * mean_ms)
        time.reset();
    else
        time->value = mean_ms;
}

} // namespace tidemark
