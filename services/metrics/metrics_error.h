// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <tl/expected.hpp>

namespace tidemark::metrics {

enum class Fault : std::uint8_t
{
    UnknownTimer,    ///< never started, stopped before, or dropped since it ran too long
    UnknownName,     ///< nothing of that name was recorded
    InvalidArgument, ///< the message says what would do
    Closed,          ///< the system was shut down
    NotDelivered     ///< an endpoint could not be reached or refused
};

/// Why something was not done.
struct MetricsError
{
    Fault fault = Fault::InvalidArgument;
    std::string message = {}; ///< a sentence, in English, that says what to do

    bool operator==(const MetricsError &) const = default;
};

template <class T>
using Outcome = tl::expected<T, MetricsError>;

[[nodiscard]] inline tl::unexpected<MetricsError> failed(Fault fault, std::string message)
{
    return tl::unexpected<MetricsError>({fault, std::move(message)});
}

} // namespace tidemark::metrics
