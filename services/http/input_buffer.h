// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tidemark::http {

/// Bytes that have come in and are not used yet, in one piece of fixed capacity. The memory is
/// taken with the first byte.
class InputBuffer
{
public:
    explicit InputBuffer(std::size_t capacity)
        : m_capacity(capacity)
    {}

    [[nodiscard]] std::string_view bytes() const noexcept
    {
        return {m_memory.get() + m_begin, m_end - m_begin};
    }
    [[nodiscard]] bool isEmpty() const noexcept { return m_begin == m_end; }
    [[nodiscard]] bool isFull() const noexcept { return m_end - m_begin == m_capacity; }

    /// The free space; what is kept moves to the front. Empty only when full.
    [[nodiscard]] std::span<char> space()
    {
        if (!m_memory)
            m_memory = std::make_unique<char[]>(m_capacity);
        if (m_begin > 0) {
            std::copy(m_memory.get() + m_begin, m_memory.get() + m_end, m_memory.get());
            m_end -= m_begin;
            m_begin = 0;
        }
        return {m_memory.get() + m_end, m_capacity - m_end};
    }
    /// That many bytes were put into the space.
    void add(std::size_t size) noexcept { m_end += size; }
    void use(std::size_t size) noexcept { m_begin += size; }
    void clear() noexcept { m_begin = m_end = 0; }

private:
    std::size_t m_capacity;
    std::unique_ptr<char[]> m_memory;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace tidemark::http
