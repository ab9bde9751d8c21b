// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an answer of the query API of Prometheus, read as each kind of answer: what is read
// keeps what the header promises, and what is not has a sentence.
#include "services/prometheus/query_json.h"
#include "services/prometheus/range_plan.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::prometheus;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

template <class Answer>
void checkError(const Result<Answer> &answer)
{
    if (answer)
        return;
    check(!answer.error().message.isEmpty());
    check(!isRefusalOfServer(answer.error()) ||
          answer.error().detail.startsWith(QLatin1String("prometheus.refused.")));
}

void checkQuery(QByteArrayView body)
{
    const auto answer = readQueryAnswer(body);
    checkError(answer);
    if (!answer)
        return;
    check(answer->histograms >= 0);
    check(answer->type != ResultType::String || answer->series.empty());
    check(answer->type != ResultType::Scalar || answer->series.size() == 1);
    constexpr Timedelta kStep(60'000'000'000);
    for (const QuerySeries &series : answer->series) {
        const auto line = withGaps(series.samples, kStep);
        check(line.size() >= series.samples.size() && line.size() <= 2 * series.samples.size());
        for (const Sample &sample : line)
            check(std::isnan(sample.value) || std::isfinite(sample.value));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView body(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    checkQuery(body);
    checkError(readNameAnswer(body));
    checkError(readLabelSetAnswer(body));
    checkError(readMetadataAnswer(body));
    return 0;
}
