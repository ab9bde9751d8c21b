// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QObject>
#include <QString>

#include <memory>

class QWidget;

namespace tidemark::test {

/// A test class that draws pictures in both looks: `addLooks()` in the data of a test, `setLook()`
/// at its beginning.
class PictureTestCase : public QObject
{
    Q_OBJECT

protected:
    void addLooks() const;
    void setLook();
    /// To the folder TIDEMARK_PICTURES when that is set.
    void save(QWidget &widget, const QString &name) const;

    std::unique_ptr<theme::Theme> m_theme;

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

private:
    QString m_look;
};

} // namespace tidemark::test
