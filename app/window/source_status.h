// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

#include <optional>

namespace tidemark {

class Formatter;
class SourceBoard;

namespace theme {
class Theme;
enum class StateColor;
} // namespace theme

/// The sources in the status bar (W4): the state that matters most, how much waits, and on a click
/// the page about them. Takes no room where there is no source. GUI thread.
class SourceStatus final : public QToolButton
{
    Q_OBJECT

public:
    /// Both are loans.
    SourceStatus(const theme::Theme &theme, const Formatter &formatter, QWidget *parent = nullptr);

    /// A loan until the next call; nullptr: nothing to show any more.
    void setBoard(const SourceBoard *board);

private:
    void showBoard();
    void drawIcon();

    const theme::Theme &m_theme;
    const Formatter &m_formatter;
    const SourceBoard *m_board = nullptr;
    std::optional<theme::StateColor> m_color;
};

} // namespace tidemark
