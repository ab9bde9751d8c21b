// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/palette.h"

#include <QHash>
#include <QString>

#include <cstdint>
#include <optional>
#include <set>

class QJsonObject;

namespace tidemark::theme {

/// Order of use: colours repeat with the next of these.
enum class DashPattern
{
    Solid,
    Dash,
    Dot,
    DashDot,
};

/// Shape of a series' points; together with the dash it tells series apart without colour.
enum class MarkerShape
{
    Circle,
    Square,
    Diamond,
    TriangleUp,
    TriangleDown,
    Plus,
    Cross,
    Hexagon,
};

/// How one series is drawn, apart from the theme: the colour is a place in the palette, so that it
/// follows a change of theme.
struct SeriesStyle
{
    int colorIndex = 0; ///< 0 to kSeriesColorCount - 1
    DashPattern dash = DashPattern::Solid;
    MarkerShape marker = MarkerShape::Circle;
    bool isMuted = false; ///< drawn lighter: a series shown only for comparison

    friend bool operator==(const SeriesStyle &, const SeriesStyle &) = default;
};

/// The style of the n-th slot: eight colours solid, then the same dashed, dotted, dash-dotted, each
/// turn with other markers; slots repeat from 32 on.
[[nodiscard]] SeriesStyle styleOfSlot(int slot);

/// The colour on this palette; a muted one is mixed with the plot's background.
[[nodiscard]] QColor colorOf(const SeriesStyle &style, const Palette &palette);

/// Gives each series identity its style, the same in every panel and session. The caller's number
/// for the series (a metric's place in the catalogue), else the identity's hash, names the slot; a
/// taken one gives way to the next free colour and then to the next dash. What was given is kept by
/// toJson(), so a later series never takes an earlier one's colour.
class SeriesStyleRegistry
{
public:
    /// Finds the identity's style, giving it one the first time.
    /// `number` counts from 0 and says which colour is preferred.
    [[nodiscard]] SeriesStyle styleFor(const QString &identity,
                                       std::optional<std::int64_t> number = std::nullopt);

    /// Gives dashes to the first eight series too (L5); colours and markers stay.
    void setPatternsForAll(bool forAll) { m_hasPatternsForAll = forAll; }

    [[nodiscard]] QJsonObject toJson() const;
    /// Replaces what was given. Entries that are not slots are left out.
    void restore(const QJsonObject &given);

private:
    [[nodiscard]] int freeSlot(int preferred) const;

    QHash<QString, int> m_slots;
    std::set<int> m_taken;
    bool m_hasPatternsForAll = false;
};

} // namespace tidemark::theme
