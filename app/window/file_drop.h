// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

class QFrame;
class QMimeData;

namespace tidemark {

class MainWindow;

/// Takes a text table that is dropped on the window and opens the import page with it (I1, O1).
/// A frame says so while it is held; anything else is refused. GUI thread.
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
    void openFile(const QString &path);
    [[nodiscard]] bool canImport() const;
    void showTarget(bool isShown);

    MainWindow &m_window;
    QFrame *m_target; ///< a frame around the window while a table is held over it
};

} // namespace tidemark
