// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_metrics.h"

#include <QByteArray>

namespace tidemark::test {

inline constexpr std::uint64_t kStart_ns = 1'700'000'000'000'000'000;
inline constexpr std::uint64_t kTime_ns = 1'700'000'060'000'000'000;

/// One metric of each kind over the values 0 1 2 3 5 10 100 in JSON (collectors 4.1).
[[nodiscard]] inline QByteArray workedJson()
{
    return R"({"resourceMetrics":[{"resource":{"attributes":[
   {"key":"service.name","value":{"stringValue":"tidemark"}},
   {"key":"host.name","value":{"stringValue":"desk1"}}]},
 "scopeMetrics":[{"scope":{"name":"tidemark.collector","version":"1.0.0"},"metrics":[
  {"name":"active.connections","unit":"1","gauge":{"dataPoints":[
     {"timeUnixNano":"1700000060000000000","asInt":"42"}]}},
  {"name":"api.requests","unit":"{request}","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
     {"attributes":[{"key":"code","value":{"stringValue":"200"}}],
      "startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000060000000000","asDouble":1027}]}},
  {"name":"api.size","unit":"kBy","histogram":{"aggregationTemporality":1,"dataPoints":[
     {"startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000060000000000","count":"7","sum":121,
      "explicitBounds":[1,2,5,10],"bucketCounts":["2","1","2","1","1"],"min":0,"max":100}]}},
  {"name":"api.size.exp","unit":"kBy","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[
     {"startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000060000000000","count":"7","sum":121,
      "scale":1,"zeroCount":"1","positive":{"offset":-1,
      "bucketCounts":["1","0","1","0","1","1","0","1","0","0","0","0","0","0","1"]},"min":0,"max":100}]}},
  {"name":"api.size.q","unit":"kBy","summary":{"dataPoints":[
     {"startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000060000000000","count":"7","sum":121,
      "quantileValues":[{"quantile":0,"value":0},{"quantile":0.5,"value":3},{"quantile":1,"value":100}]}]}}
 ]}]}]})";
}

/// A gauge `cpu` in %, 42.5 with host=a, in protobuf: 91 bytes (collectors 4.1).
[[nodiscard]] inline QByteArray gaugeProtobuf()
{
    return QByteArray::fromHex("0a590a1c0a1a0a0c736572766963652e6e616d65120a0a08746964656d61726b123"
                               "90a0a0a08746964656d61726b"
                               "122b0a036370751a01252a210a1f1900002a36fe9c97172100000000004045403a0"
                               "b0a04686f737412030a0161");
}

[[nodiscard]] inline otlp::OtlpMetrics oneMetric(otlp::OtlpMetric metric,
                                                 otlp::OtlpAttributes resource = {})
{
    return {{{std::move(resource), {{{}, {std::move(metric)}, {}}}, {}}}};
}

[[nodiscard]] inline otlp::OtlpNumberPoint numberPoint(std::uint64_t time_ns, double value,
                                                       std::uint64_t start_ns = kStart_ns)
{
    otlp::OtlpNumberPoint point;
    point.start_ns = start_ns;
    point.time_ns = time_ns;
    point.value = value;
    return point;
}

} // namespace tidemark::test
