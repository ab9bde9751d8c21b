// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QString>

#include <cstdint>

namespace tidemark::store {

/// Makes ids that are unique across stores and rise in byte order, so that an import appends to
/// its indexes: 32 bits of seconds and 38 bits that start at random and count up, as 14 characters.
/// One thread.
class UidSource
{
public:
    UidSource();
    /// `prefix` and the next id, as `ss_06g3kq…`.
    [[nodiscard]] QString next(QLatin1StringView prefix);

private:
    std::uint64_t m_high; // seconds
    std::uint64_t m_low;
};

} // namespace tidemark::store
