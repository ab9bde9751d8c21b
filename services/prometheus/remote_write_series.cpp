// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/remote_write_series.h"

#include "services/metrics/text/prometheus_labels.h"
#include "services/prometheus/exposition_reader.h"

#include <algorithm>
#include <limits>
#include <map>

namespace tidemark::prometheus {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

using Labels = std::map<std::string, std::string>; // in the order of bytes

Labels commonOf(const metrics::MetricsSnapshot &snapshot, const metrics::Tags &common)
{
    Labels labels;
    for (const auto &[key, value] : common)
        labels.emplace(metrics::prometheusName(key, false), metrics::prometheusValue(value));
    const auto add = [&](const char *label, const char *resource) {
        if (const std::string *const value = snapshot.resource.find(resource))
            labels.emplace(label, metrics::prometheusValue(*value));
    };
    add("job", "service.name");
    add("instance", "service.instance.id");
    std::erase_if(labels, [](const auto &label) { return label.second.empty(); });
    return labels;
}

constexpr std::string_view kExported = "exported_";

/// Whether it is one of those names, or one that got the prefix already. All of them get it, so
/// that no two labels become one.
bool isExported(std::string_view name, const Labels &common)
{
    while (!common.contains(std::string(name)) && name.starts_with(kExported))
        name.remove_prefix(kExported.size());
    return common.contains(std::string(name));
}

/// With which no common label begins.
std::string prefixFor(const Labels &common)
{
    std::string prefix(kExported);
    while (std::any_of(common.begin(), common.end(),
                       [&](const auto &label) { return label.first.starts_with(prefix); }))
        prefix += kExported;
    return prefix;
}

RemoteLabels labelsOf(const ExpositionSample &sample, const Labels &common,
                      const std::string &prefix)
{
    Labels labels = common;
    for (auto label = sample.labels.begin(); label != sample.labels.end(); ++label) {
        std::string name = label.key().toStdString();
        if (isExported(name, common))
            name.insert(0, prefix);
        labels.insert_or_assign(std::move(name), label.value().toStdString());
    }
    labels.insert_or_assign("__name__", sample.name);
    return {labels.begin(), labels.end()};
}

} // namespace

Result<std::vector<RemoteSeries>> remoteSeriesOf(const metrics::MetricsSnapshot &snapshot,
                                                 const metrics::PrometheusText &text,
                                                 const metrics::Tags &common)
{
    metrics::PrometheusText plain = text;
    plain.dialect = metrics::PrometheusText::Dialect::Prometheus;
    constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max(); // it is our own text
    auto told = readExposition(plain.write(snapshot), ExpositionFormat::Prometheus,
                               {kAll, kAll, kAll, kAll});
    if (!told)
        return failure(told.error());
    const Labels shared = commonOf(snapshot, common);
    const std::string prefix = prefixFor(shared);
    std::vector<RemoteSeries> series;
    series.reserve(told->samples.size());
    for (const ExpositionSample &sample : told->samples)
        series.push_back(
            {labelsOf(sample, shared, prefix), {{sample.value, snapshot.at_ns / kNsPerMs}}});
    return series;
}

std::string identityOf(const RemoteLabels &labels)
{
    std::string identity;
    for (const auto &[name, value] : labels)
        identity.append(name).append(1, '\0').append(value).append(1, '\0');
    return identity;
}

} // namespace tidemark::prometheus
