// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

class QMimeData;

namespace tidemark {

class MainWindow;

/// Takes a text table that is dropped on the window and opens the import page with it (I1, O1).
/// Anything else is refused while it is still held. GUI thread.
class FileDrop final : public QObject
{
    Q_OBJECT

public:
    /// Belongs to the window.
    explicit FileDrop(MainWindow &window);

    /// The one local file of `data` that can be imported; empty for anything else.
    [[nodiscard]] static QString fileOf(const QMimeData &data);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool canImport() const;

    MainWindow &m_window;
};

} // namespace tidemark
