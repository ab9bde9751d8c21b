// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/tags.h"
#include "services/metrics/text/prometheus_text.h"
#include "services/prometheus/remote_write_message.h"

#include <vector>

namespace tidemark::prometheus {

/// The series of a snapshot, with one sample each at its time: those, by name, label and value,
/// that a scrape of MetricsEndpoint would give, since the same text is made and read. Each gets the
/// labels of `common`, and `job` and `instance` of the snapshot's `service.name` and
/// `service.instance.id`, where that is not among them; a label of a metric with such a name,
/// or with one that begins with `exported_` and goes on so, is called `exported_` and its name. Any
/// thread. Errors: those of readExposition().
[[nodiscard]] Result<std::vector<RemoteSeries>>
remoteSeriesOf(const metrics::MetricsSnapshot &snapshot, const metrics::PrometheusText &text,
               const metrics::Tags &common);

/// One text for each set of labels.
[[nodiscard]] std::string identityOf(const RemoteLabels &labels);

} // namespace tidemark::prometheus
