// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/remote_write_message.h"

#include <cmath>
#include <limits>

#include <google/protobuf/arena.h>
#include <prometheus/remote_write.pb.h>
#include <snappy.h>

namespace tidemark::prometheus {

namespace {

double writable(double value)
{
    const bool isMarker = std::bit_cast<std::uint64_t>(value) == kStaleMarkerBits;
    return std::isnan(value) && !isMarker ? std::numeric_limits<double>::quiet_NaN() : value;
}

} // namespace

QByteArray toWriteRequest(std::span<const RemoteSeries> series)
{
    google::protobuf::Arena arena;
    auto *const request =
        google::protobuf::Arena::CreateMessage<::prometheus::WriteRequest>(&arena);
    for (const RemoteSeries &each : series) {
        ::prometheus::TimeSeries *const written = request->add_timeseries();
        for (const auto &[name, value] : each.labels) {
            ::prometheus::Label *const label = written->add_labels();
            label->set_name(name);
            label->set_value(value);
        }
        for (const RemoteSample &sample : each.samples) {
            ::prometheus::Sample *const point = written->add_samples();
            point->set_value(writable(sample.value));
            point->set_timestamp(sample.time_ms);
        }
    }
    return QByteArray::fromStdString(request->SerializeAsString());
}

QByteArray packSnappy(QByteArrayView bytes)
{
    std::string packed;
    snappy::Compress(bytes.data(), static_cast<std::size_t>(bytes.size()), &packed);
    return QByteArray::fromStdString(packed);
}

} // namespace tidemark::prometheus
