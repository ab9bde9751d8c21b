// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace tidemark::roboto {

/// A long list that is changed in its middle again and again. It lies in pieces, so a change moves
/// at most a piece and passes over the pieces before it: in a list of 100,000 some hundred steps
/// each. One thread.
template <class T>
class ChunkedList
{
public:
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }

    /// `index` is below size().
    [[nodiscard]] T &at(std::size_t index)
    {
        const Place place = placeOf(index);
        return m_chunks[place.chunk][place.offset];
    }
    /// Before the element at `index`, which is at most size().
    void insert(std::size_t index, T element)
    {
        if (m_chunks.empty())
            m_chunks.emplace_back();
        const Place place = placeOf(index);
        Chunk &chunk = m_chunks[place.chunk];
        chunk.insert(after(chunk.begin(), place.offset), std::move(element));
        ++m_size;
        if (chunk.size() > kMostInChunk)
            split(place.chunk);
    }
    void append(T element) { insert(m_size, std::move(element)); }
    /// `index` is below size().
    void erase(std::size_t index)
    {
        const Place place = placeOf(index);
        Chunk &chunk = m_chunks[place.chunk];
        chunk.erase(after(chunk.begin(), place.offset));
        --m_size;
        if (chunk.empty())
            m_chunks.erase(after(m_chunks.begin(), place.chunk));
    }
    template <class Visit>
    void forEach(const Visit &visit) const
    {
        for (const Chunk &chunk : m_chunks) {
            for (const T &element : chunk)
                visit(element);
        }
    }

private:
    using Chunk = std::vector<T>;
    static constexpr std::size_t kMostInChunk = 512;

    struct Place
    {
        std::size_t chunk = 0;
        std::size_t offset = 0; ///< behind the last element only in the last chunk
    };

    template <class Iterator>
    [[nodiscard]] static Iterator after(Iterator begin, std::size_t count)
    {
        return std::next(begin, static_cast<std::ptrdiff_t>(count));
    }
    [[nodiscard]] Place placeOf(std::size_t index) const
    {
        std::size_t chunk = 0;
        while (chunk + 1 < m_chunks.size() && index >= m_chunks[chunk].size())
            index -= m_chunks[chunk++].size();
        return {chunk, index};
    }
    void split(std::size_t at)
    {
        Chunk &full = m_chunks[at];
        const auto middle = after(full.begin(), full.size() / 2);
        Chunk second(std::make_move_iterator(middle), std::make_move_iterator(full.end()));
        full.erase(middle, full.end());
        m_chunks.insert(after(m_chunks.begin(), at + 1), std::move(second));
    }

    std::vector<Chunk> m_chunks; ///< none is empty, but for a list without elements
    std::size_t m_size = 0;
};

} // namespace tidemark::roboto
