// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/theme/picture_test_case.h"

#include "tests/support/test_registry.h"

#include <QApplication>
#include <QTest>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace tidemark::test {

void PictureTestCase::initTestCase()
{
    m_theme = std::make_unique<theme::Theme>();
    m_theme->applyTo(*qobject_cast<QApplication *>(QCoreApplication::instance()));
}

void PictureTestCase::init()
{
    failOnUnexpectedWarnings();
}

void PictureTestCase::cleanupTestCase()
{
    m_theme->setMode(theme::Mode::Light);
}

void PictureTestCase::addLooks() const
{
    QTest::addColumn<theme::Mode>("mode");
    QTest::newRow("light") << theme::Mode::Light;
    QTest::newRow("dark") << theme::Mode::Dark;
}

void PictureTestCase::setLook()
{
    QFETCH(theme::Mode, mode);
    m_theme->setMode(mode);
    m_look = QString::fromLatin1(QTest::currentDataTag());
}

void PictureTestCase::save(QWidget &widget, const QString &name) const
{
    const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
    if (folder.isEmpty())
        return;
    const QString path = u"%1/%2_%3.png"_s.arg(folder, name, m_look);
    QVERIFY2(widget.grab().save(path), qPrintable(path));
}

} // namespace tidemark::test
