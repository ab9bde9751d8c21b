// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/wire/devices.h"
#include "services/roboto/wire/metrics.h"
#include "services/roboto/wire/session_files.h"
#include "services/roboto/wire/sessions.h"
#include "tests/model/core/random_numbers.h"

namespace tidemark::test {

/// Random values of every shape, with the corners that a text could lose.
class WireRandom
{
public:
    explicit WireRandom(const char *subject)
        : m_numbers(subject)
    {}

    [[nodiscard]] RandomNumbers &numbers() { return m_numbers; }

    [[nodiscard]] QString text(int longest);
    [[nodiscard]] QString metricName();
    [[nodiscard]] QStringList texts(int most);
    [[nodiscard]] QJsonObject object(int depth);
    /// Any int64, its ends and recent times.
    [[nodiscard]] Timestamp nanoseconds();
    /// As a date-time keeps it: whole microseconds.
    [[nodiscard]] Timestamp microseconds();
    [[nodiscard]] bool chance() { return m_numbers.integer(0, 1) == 0; }

    [[nodiscard]] roboto::MetricDefinitionRecord definition();
    [[nodiscard]] roboto::MetricRecord record();
    [[nodiscard]] roboto::NumericAggregateMetricsResponse aggregates();
    [[nodiscard]] roboto::PublishMetricsRequest publish();
    [[nodiscard]] roboto::QueryMetricsRequest query();
    [[nodiscard]] roboto::AggregateMetricsRequest aggregate();
    [[nodiscard]] roboto::MetadataChangeset changes();
    [[nodiscard]] roboto::CreateSessionRequest newSession();
    [[nodiscard]] roboto::UpdateSessionRequest sessionUpdate();
    [[nodiscard]] roboto::SessionRecord session();
    [[nodiscard]] roboto::SessionFileView file();
    [[nodiscard]] roboto::DeviceRecord device();

private:
    [[nodiscard]] QJsonValue jsonValue(int depth);
    template <class T>
    [[nodiscard]] std::optional<T> maybe(T value)
    {
        return chance() ? std::optional<T>(std::move(value)) : std::nullopt;
    }
    template <class T>
    [[nodiscard]] MaybeSet<T> maybeSet(T value)
    {
        switch (m_numbers.integer(0, 2)) {
        case 0:
            return {};
        case 1:
            return MaybeSet<T>::null();
        default:
            return MaybeSet<T>(std::move(value));
        }
    }

    RandomNumbers m_numbers;
};

} // namespace tidemark::test
