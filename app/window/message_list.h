// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace tidemark {

class MessageCenter;

/// View > Messages: everything that the strip showed since the start, newest first, copyable.
class MessageList final : public QDialog
{
    Q_OBJECT

public:
    explicit MessageList(const MessageCenter &messages, QWidget *parent = nullptr);
};

} // namespace tidemark
