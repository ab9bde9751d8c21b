// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an OTLP request in protobuf: refused as the sender's mistake, or, written again,
// read as the same; what is valid then stays so, and its buckets can be used.
#include "services/otlp/exponential_buckets.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_validity.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::otlp;

namespace {

void useBuckets(const OtlpMetrics &metrics)
{
    for (const OtlpResourceMetrics &resource : metrics.resources) {
        for (const OtlpScopeMetrics &scope : resource.scopes) {
            for (const OtlpMetric &metric : scope.metrics) {
                const auto *const histogram = std::get_if<OtlpExponentialHistogram>(&metric.data);
                if (histogram == nullptr)
                    continue;
                for (const OtlpExponentialPoint &point : histogram->points) {
                    const auto buckets = ExponentialBuckets::of(point);
                    const auto wider = buckets.merged(kMinScale);
                    if (buckets.count() != wider.count() ||
                        buckets.quantile(0.5).has_value() != wider.quantile(0.5).has_value())
                        std::abort();
                }
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    auto read = fromProtobuf({reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)});
    if (!read) {
        if ((read.error().code != ErrorCode::InvalidArgument &&
             read.error().code != ErrorCode::Overflow) ||
            read.error().message.isEmpty())
            std::abort();
        return 0;
    }
    const auto again = fromProtobuf(toProtobuf(*read));
    if (!again || !(*again == *read))
        std::abort();
    (void)toJson(*read);
    (void)removeInvalid(*read);
    if (removeInvalid(*read).total() != 0)
        std::abort();
    useBuckets(*read);
    return 0;
}
