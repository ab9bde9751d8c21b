// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <utility>

namespace tidemark::exchange {

/// One stop token that fires when either of two does: the caller's or that of the service.
class LinkedStop
{
public:
    LinkedStop(std::stop_token first, std::stop_token second)
        : m_first(std::move(first), Forward{m_source})
        , m_second(std::move(second), Forward{m_source})
    {}
    LinkedStop(const LinkedStop &) = delete;
    LinkedStop &operator=(const LinkedStop &) = delete;

    [[nodiscard]] std::stop_token token() const noexcept { return m_source.get_token(); }

private:
    struct Forward
    {
        std::stop_source source; ///< shares the state of m_source
        void operator()() const noexcept { std::stop_source(source).request_stop(); }
    };

    std::stop_source m_source;
    std::stop_callback<Forward> m_first;
    std::stop_callback<Forward> m_second;
};

} // namespace tidemark::exchange
