// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace tidemark {

namespace theme {
class Theme;
}

/// Says above the entry bar how the next value is added, once there is a first one (F4). Has a line
/// of its own, so that no message takes its place and it covers nothing. GUI thread.
class EntryHint final : public QFrame
{
    Q_OBJECT

public:
    explicit EntryHint(const theme::Theme &theme, QWidget *parent = nullptr);

Q_SIGNALS:
    /// The person does not want to read it again.
    void dismissedForGood();
};

} // namespace tidemark
