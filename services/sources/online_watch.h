// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace tidemark {

/// Whether the machine has a network at all, as far as the system tells; a machine that does not
/// tell counts as online. GUI thread.
class OnlineWatch final : public QObject
{
    Q_OBJECT

public:
    explicit OnlineWatch(QObject *parent = nullptr);

    [[nodiscard]] bool isOnline() const noexcept { return m_isOnline; }

Q_SIGNALS:
    void changed(bool isOnline);

private:
    bool m_isOnline = true;
};

} // namespace tidemark
