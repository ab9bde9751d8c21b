// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"

#include <QWidget>

namespace tidemark {

class EntryBar;
class Formatter;
class ViewContext;

namespace theme {
class Theme;
}

/// A small window that holds nothing but the entry bar (E17). Closes when the bar asks to, but not
/// over an entry that is not stored yet: that would be lost with it.
class QuickEntryWindow final : public QWidget
{
    Q_OBJECT

public:
    QuickEntryWindow(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                     const theme::Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] EntryBar *entryBar() const { return m_bar; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    EntryBar *m_bar;
};

} // namespace tidemark
