// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::metrics {

/// Items [begin, end) of a list that go out in one message.
struct Piece
{
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
    bool operator==(const Piece &) const = default;
};

enum class PieceOutcome : std::uint8_t
{
    Taken,
    Divided, ///< too large, or something in it is not taken: its halves may be
    Failed   ///< the other end cannot be reached, or takes nothing now
};

/// Items of these sizes in as few pieces as they fit in, in order: at most so many of them and so
/// many bytes in each. An item that is larger is a piece by itself.
[[nodiscard]] inline std::vector<Piece> piecesOf(std::span<const std::size_t> sizes_bytes,
                                                 std::size_t mostItems, std::size_t most_bytes)
{
    std::vector<Piece> pieces;
    std::size_t size_bytes = 0;
    for (std::size_t i = 0; i < sizes_bytes.size(); ++i) {
        if (pieces.empty() || pieces.back().size() == mostItems ||
            size_bytes + sizes_bytes[i] > most_bytes) {
            pieces.push_back({i, i});
            size_bytes = 0;
        }
        ++pieces.back().end;
        size_bytes += sizes_bytes[i];
    }
    return pieces;
}

/// Sends pieces in order. One that is not taken as a whole is sent as two halves, down to the one
/// item that is to blame, which is left out in the end: `refused(item)`. So an item that is never
/// taken keeps no other one back. Where nothing at all is taken, it is not the items: none is left
/// out then. `send(piece)` tells how it went and notes for itself what was taken. False when some
/// items were neither taken nor left out: after the first failure, after `mostDivisions`, or since
/// nothing is taken.
template <class Send, class Refused>
[[nodiscard]] bool sendInPieces(const std::vector<Piece> &pieces, std::size_t mostDivisions,
                                const Send &send, const Refused &refused)
{
    std::vector<Piece> waiting(pieces.rbegin(), pieces.rend()); // the next one is the last one
    std::vector<std::size_t> blamed;
    bool isAnyTaken = false;
    bool isOver = false;
    while (!waiting.empty() && !isOver) {
        const Piece piece = waiting.back();
        waiting.pop_back();
        switch (send(piece)) {
        case PieceOutcome::Taken:
            isAnyTaken = true;
            break;
        case PieceOutcome::Failed:
            isOver = true;
            break;
        case PieceOutcome::Divided:
            if (piece.size() == 1) {
                blamed.push_back(piece.begin);
            } else if (mostDivisions == 0) {
                isOver = true;
            } else {
                --mostDivisions;
                const std::size_t middle = piece.begin + piece.size() / 2;
                waiting.push_back({middle, piece.end});
                waiting.push_back({piece.begin, middle});
            }
        }
    }
    if (isAnyTaken) {
        for (const std::size_t item : blamed)
            refused(item);
    }
    return !isOver && (isAnyTaken || blamed.empty());
}

} // namespace tidemark::metrics
