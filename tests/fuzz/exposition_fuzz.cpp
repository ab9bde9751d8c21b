// SPDX-License-Identifier: GPL-3.0-or-later
// readExposition: the first byte's lowest bit chooses the format. What is read keeps what the
// header promises, is the same when read again, and small limits hold or are named.
#include "services/prometheus/exposition_reader.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>
#include <tuple>

using namespace tidemark;
using namespace tidemark::prometheus;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

bool isSame(const ExpositionSample &a, const ExpositionSample &b)
{
    return a.family == b.family && a.name == b.name && a.labels == b.labels &&
           std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value) &&
           a.at_ns == b.at_ns;
}

void checkError(const Error &error)
{
    check(error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Overflow);
    check(!error.message.isEmpty());
    check(error.detail.startsWith(QLatin1StringView("prometheus.")));
    check((error.code == ErrorCode::Overflow) ==
          (error.detail == QLatin1StringView("prometheus.limit")));
}

void checkRead(const Exposition &read, const ExpositionLimits &limits)
{
    check(read.samples.size() <= limits.samples);
    std::set<std::string_view> families;
    for (const ExpositionFamily &family : read.families)
        check(!family.name.empty() && families.insert(family.name).second);
    std::set<std::tuple<std::string_view, QString, std::int64_t, bool>> told;
    for (const ExpositionSample &sample : read.samples) {
        check(sample.family < read.families.size() && !sample.name.empty());
        check(sample.labels.size() <= static_cast<qsizetype>(limits.labels));
        QString labels;
        for (auto label = sample.labels.begin(); label != sample.labels.end(); ++label) {
            check(!label.key().isEmpty() && !label.value().isEmpty());
            labels += QString::number(label.key().size()) + label.key() +
                      QString::number(label.value().size()) + label.value();
        }
        check(told.emplace(sample.name, labels, sample.at_ns.value_or(0), sample.at_ns.has_value())
                  .second);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto format =
        (data[0] & 1U) != 0 ? ExpositionFormat::OpenMetrics : ExpositionFormat::Prometheus;
    const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
    const auto read = readExposition(text, format);
    if (read)
        checkRead(*read, {});
    else
        checkError(read.error());

    const auto again = readExposition(text, format);
    check(again.has_value() == read.has_value());
    if (read) {
        check(again->families == read->families && again->samples.size() == read->samples.size());
        for (std::size_t i = 0; i < read->samples.size(); ++i)
            check(isSame(again->samples[i], read->samples[i]));
    }

    ExpositionLimits few;
    few.text_bytes = 400;
    few.line_bytes = 60;
    few.labels = 2;
    few.samples = 3;
    const auto bounded = readExposition(text, format, few);
    check(!bounded || (read && text.size() <= few.text_bytes)); // a limit takes, it gives nothing
    if (bounded)
        checkRead(*bounded, few);
    else
        checkError(bounded.error());
    return 0;
}
