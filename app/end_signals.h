// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <array>
#include <csignal>

namespace tidemark {

/// Tells of SIGTERM, SIGINT and SIGHUP while it lives, such as those of a logout, so that a window
/// can end as if it had been closed. The second SIGTERM or SIGINT ends the process at once; a
/// signal that the process was started to ignore (nohup) stays ignored. One at a time, on the GUI
/// thread.
class EndSignals final : public QObject
{
    Q_OBJECT

public:
    explicit EndSignals(QObject *parent = nullptr);
    ~EndSignals() override; // the signals do again what they did before

Q_SIGNALS:
    void received();

private:
    static constexpr std::array kSignals{SIGTERM, SIGINT, SIGHUP};

    std::array<int, 2> m_pipe{-1, -1}; ///< reading and writing end
    std::array<struct sigaction, kSignals.size()> m_before{};
};

} // namespace tidemark
