// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"

#include "views/theme/application_style.h"
#include "views/theme/segmented_buttons.h"
#include "views/theme/system_appearance.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QDir>
#include <QImage>
#include <QLineEdit>
#include <QPainter>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace tidemark;
using namespace tidemark::theme;
using namespace Qt::StringLiterals;

namespace {

/// A desktop whose wish the test sets.
class Wishes final : public SystemAppearance
{
public:
    using SystemAppearance::setPrefersDark;
    using SystemAppearance::setPrefersHighContrast;
};

/// The settings portal as far as the theme needs it, on a bus of the test's own.
class FakePortal final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint colorScheme = 0;

    /// Sends the signal of a changed setting.
    static void tell(const QDBusConnection &bus, uint scheme)
    {
        QDBusMessage signal =
            QDBusMessage::createSignal(u"/org/freedesktop/portal/desktop"_s,
                                       u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
        signal << u"org.freedesktop.appearance"_s << u"color-scheme"_s
               << QVariant::fromValue(QDBusVariant(scheme));
        bus.send(signal);
    }

public Q_SLOTS:
    QDBusVariant Read(const QString &space, const QString &key)
    {
        const bool isScheme = space == u"org.freedesktop.appearance"_s && key == u"color-scheme"_s;
        // Settings.Read wraps the value twice.
        return QDBusVariant(QVariant::fromValue(QDBusVariant(isScheme ? colorScheme : 0U)));
    }
};

QRgb strongest(const QImage &image)
{
    QRgb found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) > qAlpha(found))
                found = image.pixel(x, y);
        }
    }
    return found;
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void followsTheDesktopUntilAModeIsChosen();
    void switchesOpenWindowsWithoutRestart();
    void readsTheSettingsPortalAndFollowsIt();
    void hasNoWishWithoutABus();
    void iconsAreTintedByThemeAndCrispAtAnyScale_data();
    void iconsAreTintedByThemeAndCrispAtAnyScale();
    void everyIconOfTheSetIsDrawn();
    void styleSheetHasNoUnknownTokens();
    void focusedControlsWearATwoPixelRing_data();
    void focusedControlsWearATwoPixelRing();
    void segmentsMoveByArrowKeys();
    void fontKeepsTheSystemsSize();
};

void ThemeTest::followsTheDesktopUntilAModeIsChosen()
{
    auto wishes = std::make_unique<Wishes>();
    Wishes *desktop = wishes.get();
    Theme theme(std::move(wishes));
    QCOMPARE(theme.look(), Look::Light); // the test's own palette is light
    QSignalSpy changed(&theme, &Theme::changed);
    desktop->setPrefersDark(true);
    QCOMPARE(theme.look(), Look::Dark);
    QCOMPARE(changed.count(), 1);
    desktop->setPrefersHighContrast(true);
    QCOMPARE(theme.look(), Look::HighContrastDark);
    theme.setMode(Mode::Light);
    QCOMPARE(theme.look(), Look::Light);
    desktop->setPrefersDark(false);
    QCOMPARE(theme.look(), Look::Light);
    QCOMPARE(changed.count(), 3); // the last wish changed nothing
    theme.setMode(Mode::HighContrast);
    QCOMPARE(theme.look(), Look::HighContrastLight);
    desktop->setPrefersHighContrast(false);
    theme.setMode(Mode::System);
    QCOMPARE(theme.look(), Look::Light);
}

void ThemeTest::switchesOpenWindowsWithoutRestart()
{
    auto *application = qobject_cast<QApplication *>(QCoreApplication::instance());
    Theme theme;
    theme.setMode(Mode::Light);
    theme.applyTo(*application);
    QLineEdit edit;
    edit.show();
    QVERIFY(QTest::qWaitForWindowExposed(&edit));
    const QPoint inside(edit.width() - 8, edit.height() / 2);
    QCOMPARE(edit.grab().toImage().pixelColor(inside), paletteOf(Look::Light).surface);
    theme.setMode(Mode::Dark);
    QCOMPARE(edit.grab().toImage().pixelColor(inside), paletteOf(Look::Dark).surface);
    QCOMPARE(QApplication::palette().color(QPalette::Window), paletteOf(Look::Dark).window);
    theme.setMode(Mode::Light);
}

void ThemeTest::readsTheSettingsPortalAndFollowsIt()
{
    const QString daemon = QStandardPaths::findExecutable(u"dbus-daemon"_s);
    if (daemon.isEmpty())
        QSKIP("dbus-daemon is not installed");
    QProcess bus;
    bus.start(daemon, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(bus.waitForReadyRead(10000));
    const QString address = QString::fromUtf8(bus.readLine()).trimmed();

    QDBusConnection service = QDBusConnection::connectToBus(address, u"fake-portal"_s);
    FakePortal portal;
    portal.colorScheme = 1;
    QVERIFY(service.registerObject(u"/org/freedesktop/portal/desktop"_s, &portal,
                                   QDBusConnection::ExportAllSlots));
    QVERIFY(service.registerService(u"org.freedesktop.portal.Desktop"_s));
    {
        PortalAppearance appearance(address);
        QVERIFY(!appearance.prefersDark().has_value()); // nothing was waited for
        QTRY_VERIFY(appearance.prefersDark().has_value());
        QCOMPARE(*appearance.prefersDark(), true);
        portal.tell(service, 2);
        QTRY_COMPARE(appearance.prefersDark(), std::optional(false));
        portal.tell(service, 0);
        QTRY_COMPARE(appearance.prefersDark(), std::nullopt);
    }
    QDBusConnection::disconnectFromBus(u"fake-portal"_s);
    QDBusConnection::disconnectFromBus(u"tidemark-appearance"_s);
    bus.kill();
    QVERIFY(bus.waitForFinished());
}

void ThemeTest::hasNoWishWithoutABus()
{
    PortalAppearance appearance(u"unix:path=/nowhere/at/all"_s);
    QSignalSpy changed(&appearance, &SystemAppearance::appearanceChanged);
    QTest::qWait(50);
    QVERIFY(!appearance.prefersDark().has_value());
    QCOMPARE(changed.count(), 0);
}

void ThemeTest::iconsAreTintedByThemeAndCrispAtAnyScale_data()
{
    QTest::addColumn<int>("size");
    for (const int percent : {100, 125, 150, 175, 200, 300})
        QTest::newRow(qPrintable(u"%1 %"_s.arg(percent))) << 16 * percent / 100;
}

void ThemeTest::iconsAreTintedByThemeAndCrispAtAnyScale()
{
    QFETCH(int, size);
    Theme theme;
    theme.setMode(Mode::Light);
    const QIcon icon = themeIcon(theme, u"plus"_s);
    const QImage light = icon.pixmap(size, size).toImage();
    QCOMPARE(light.size(), QSize(size, size));
    QCOMPARE(QColor::fromRgba(strongest(light)), theme.palette().icon);
    theme.setMode(Mode::Dark); // the same icon, made before
    QCOMPARE(QColor::fromRgba(strongest(icon.pixmap(size, size).toImage())), theme.palette().icon);
    const QImage disabled = icon.pixmap(size, size, QIcon::Disabled).toImage();
    QCOMPARE(QColor::fromRgba(strongest(disabled)), theme.palette().disabledText);
    // Drawn from the vector at this size: the edge of the upright stroke is at most a pixel wide.
    int soft = 0;
    for (int x = 0; x < size; ++x) {
        const int alpha = qAlpha(light.pixel(x, size / 4));
        soft += alpha > 0 && alpha < 255 ? 1 : 0;
    }
    QVERIFY2(soft <= 2, QByteArray::number(soft).constData());
    QVERIFY(icon.pixmap(QSize(0, 12)).isNull()); // of a squeezed button; without a warning
}

void ThemeTest::everyIconOfTheSetIsDrawn()
{
    Theme theme;
    QVERIFY(!themeIcon(theme, u"plus"_s).isNull());
    const QStringList files = QDir(u":/tidemark/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(files.size() > 40);
    for (const QString &file : files) {
        const QIcon icon = themeIcon(theme, file.chopped(4));
        QVERIFY2(qAlpha(strongest(icon.pixmap(32, 32).toImage())) > 200, qPrintable(file));
    }
    QVERIFY(themeIcon(theme, u"no-such-icon"_s).isNull());
    for (const auto state :
         {StateColor::Good, StateColor::Caution, StateColor::Bad, StateColor::Info})
        QCOMPARE(QColor::fromRgba(strongest(stateIcon(theme, state).pixmap(32, 32).toImage())),
                 theme.palette().state(state));
}

void ThemeTest::styleSheetHasNoUnknownTokens()
{
    auto *application = qobject_cast<QApplication *>(QCoreApplication::instance());
    Theme theme;
    theme.applyTo(*application);
    const QString sheet = application->styleSheet();
    QVERIFY(sheet.size() > 4000);
    QVERIFY2(!sheet.contains(u'@') || sheet.count(u'@') == 1,
             "only the comment speaks of the sign");
    QVERIFY(!sheet.contains(u": ;"_s));
    QVERIFY(sheet.contains(theme.palette().accent.name()));
}

void ThemeTest::focusedControlsWearATwoPixelRing_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<QByteArray>("kind");
    for (const auto &[name, mode] :
         {std::pair("light", Mode::Light), std::pair("dark", Mode::Dark)}) {
        for (const char *kind : {"button", "field", "tool"})
            QTest::newRow(qPrintable(u"%1 %2"_s.arg(QLatin1String(name), QLatin1String(kind))))
                << mode << QByteArray(kind);
    }
}

void ThemeTest::focusedControlsWearATwoPixelRing()
{
    QFETCH(Mode, mode);
    QFETCH(QByteArray, kind);
    auto *application = qobject_cast<QApplication *>(QCoreApplication::instance());
    Theme theme;
    theme.setMode(mode);
    theme.applyTo(*application);
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    QWidget *control = nullptr;
    if (kind == "button")
        control = new QPushButton(u"Save"_s, &window);
    else if (kind == "field")
        control = new QLineEdit(&window);
    else
        control = new QToolButton(&window);
    control->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(control);
    window.show();
    QApplication::setActiveWindow(&window);
    control->setFocus();
    QTRY_VERIFY(control->hasFocus());
    const QImage image = control->grab().toImage();
    const int x = image.width() / 2;
    QCOMPARE(image.pixelColor(x, 0), theme.palette().focusRing);
    QCOMPARE(image.pixelColor(x, 1), theme.palette().focusRing);
    QVERIFY(control->height() >= 24); // a target large enough
}

void ThemeTest::segmentsMoveByArrowKeys()
{
    SegmentedButtons segments(u"Period"_s);
    for (int id = 0; id < 3; ++id)
        segments.addSegment(id, u"Segment %1"_s.arg(id));
    QCOMPARE(segments.currentId(), 0);
    QSignalSpy clicked(&segments, &SegmentedButtons::idClicked);
    segments.show();
    QTest::keyClick(&segments, Qt::Key_Right);
    QTest::keyClick(&segments, Qt::Key_Right);
    QTest::keyClick(&segments, Qt::Key_Right); // at the end: nothing
    QCOMPARE(segments.currentId(), 2);
    QTest::keyClick(&segments, Qt::Key_Left);
    QCOMPARE(segments.currentId(), 1);
    QCOMPARE(clicked.count(), 3);
    segments.setCurrentId(0);
    QCOMPARE(clicked.count(), 3); // set by the program: no signal
    const auto buttons = segments.findChildren<QToolButton *>();
    for (const QToolButton *button : buttons) {
        QVERIFY(!button->accessibleName().isEmpty());
        QCOMPARE(button->focusPolicy() == Qt::StrongFocus, button->isChecked());
    }
}

void ThemeTest::fontKeepsTheSystemsSize()
{
    QFont system(u"Some Family"_s);
    system.setPointSizeF(13.5);
    const QFont font = applicationFont(system);
    QCOMPARE(font.pointSizeF(), 13.5);
    QVERIFY(font.families().contains(u"Some Family"_s));
}

TIDEMARK_TEST(ThemeTest)

#include "theme_test.moc"
