// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/connection_test.h"

#include "model/core/continue_on.h"
#include "model/items/source_words.h"
#include "model/ports/source_links.h"
#include "views/sources/certificate_box.h"
#include "views/sources/state_look.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kIconSize = 16;
constexpr int kLineGap = 7;

} // namespace

ConnectionTest::ConnectionTest(SourceLinks &links, const theme::Theme &theme,
                               std::function<Result<ConnectionDraft>()> draft, QWidget *parent)
    : QFrame(parent)
    , m_links(links)
    , m_theme(theme)
    , m_draft(std::move(draft))
    , m_area(new QScrollArea(this))
    , m_button(new QPushButton(this))
    , m_steps(new QListWidget(this))
    , m_summary(new QLabel(this))
    , m_certificate(new CertificateBox(this))
    , m_detailsButton(new QToolButton(this))
    , m_copy(new QPushButton(tr("Copy details"), this))
    , m_details(new QPlainTextEdit(this))
{
    setProperty("card", true);
    buildLayout();
    const int lineHeight = std::max(m_steps->fontMetrics().height(), m_steps->iconSize().height());
    for (std::size_t i = 0; i < kConnectionSteps.size(); ++i) {
        m_steps->addItem(QString());
        m_steps->item(static_cast<int>(i))->setSizeHint({0, lineHeight + kLineGap});
    }
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_isRunning)
            forget();
        else
            start();
    });
    connect(m_detailsButton, &QToolButton::toggled, m_details, &QWidget::setVisible);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_details->toPlainText()); });
    connect(m_certificate, &CertificateBox::trusted, this, &ConnectionTest::certificateTrusted);
    connect(&m_theme, &theme::Theme::changed, this, &ConnectionTest::showSteps);
    forget();
}

ConnectionTest::~ConnectionTest()
{
    m_stop.request_stop();
}

void ConnectionTest::buildLayout()
{
    auto *title = new QLabel(tr("Connection"), this);
    title->setProperty("tone", u"title"_s);
    m_button->setAutoDefault(false);
    m_steps->setAccessibleName(tr("Steps of the connection test"));
    m_steps->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_steps->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_steps->setFrameShape(QFrame::NoFrame);
    m_steps->setIconSize({kIconSize, kIconSize});
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detailsButton->setText(tr("Details"));
    m_detailsButton->setAccessibleName(tr("Show technical details"));
    m_detailsButton->setCheckable(true);
    m_detailsButton->setProperty("variant", u"link"_s);
    m_copy->setProperty("variant", u"link"_s);
    m_copy->setAutoDefault(false);
    m_details->setReadOnly(true);
    m_details->setAccessibleName(tr("Technical details"));
    m_details->setMinimumHeight(64);
    m_details->setTabChangesFocus(true);
    m_details->hide();
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(m_button);
    head->setContentsMargins(0, 0, 6, 0);
    auto *more = new QHBoxLayout;
    more->addWidget(m_detailsButton);
    more->addWidget(m_copy);
    more->addStretch(1);
    // A certificate and details need more height than a small screen has.
    auto *content = new QWidget(m_area);
    auto *parts = new QVBoxLayout(content);
    parts->setContentsMargins(0, 0, 6, 0);
    parts->setSpacing(6);
    parts->addWidget(m_steps);
    parts->addWidget(m_summary);
    parts->addWidget(m_certificate);
    parts->addLayout(more);
    parts->addWidget(m_details, 1);
    parts->addStretch(0);
    m_area->setWidget(content);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    content->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 6, 10);
    layout->setSpacing(6);
    layout->addLayout(head);
    layout->addWidget(m_area, 1);
}

void ConnectionTest::start()
{
    forget();
    m_stop = std::stop_source();
    const auto draft = m_draft();
    if (!draft) {
        showToned(m_summary, draft.error().message, u"bad"_s);
        return;
    }
    showRunning(true);
    continueOn(this, m_links.check(*draft, m_stop.get_token()),
               [this, generation = m_generation, token = draft->token](ConnectionReport report) {
                   if (generation != m_generation)
                       return;
                   showRunning(false);
                   showReport(report, token);
               });
}

void ConnectionTest::forget()
{
    ++m_generation;
    m_stop.request_stop();
    m_report.reset();
    showRunning(false);
    showSteps();
    showToned(m_summary, tr("Not tried yet. A source can also be added without."), u"muted"_s);
    m_certificate->showCertificate({}, {});
    m_details->clear();
    m_detailsButton->setChecked(false);
    m_detailsButton->hide();
    m_copy->hide();
}

void ConnectionTest::showRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_button->setText(isRunning ? tr("S&top") : tr("&Test"));
    m_button->setAccessibleName(isRunning ? tr("Stop the connection test")
                                          : tr("Test the connection"));
    if (isRunning)
        showToned(m_summary, tr("Connecting…"), u"muted"_s);
}

void ConnectionTest::showReport(const ConnectionReport &report, const Secret &token)
{
    m_report = report;
    showSteps();
    if (report.failedAt) {
        showToned(m_summary, token.removedFrom(report.error.message), u"bad"_s);
    } else {
        const QString who = report.identity.user;
        QString text = who.isEmpty() ? tr("Connected.") : tr("Connected as %1.").arg(who);
        if (report.isExposed)
            text += u' ' % tr("Nothing is encrypted on the way.");
        showToned(m_summary, text, report.isExposed ? u"caution"_s : u"good"_s);
    }
    const bool isUntrusted = report.failedAt == ConnectionStep::Trust;
    m_certificate->showCertificate(isUntrusted ? report.certificate : QString(),
                                   report.certificateOwner);
    m_details->setPlainText(token.removedFrom(detailsOf(report)));
    m_detailsButton->show();
    m_copy->show();
    if (!m_certificate->isHidden()) // what is to be decided is in sight
        QTimer::singleShot(0, this, [this] { m_area->ensureWidgetVisible(m_certificate, 0, 0); });
}

void ConnectionTest::showSteps()
{
    bool hasFailed = false;
    for (std::size_t i = 0; i < kConnectionSteps.size(); ++i) {
        const ConnectionStep step = kConnectionSteps[i];
        QString state = tr("not tried");
        QIcon icon = theme::themeIcon(m_theme, u"minus"_s);
        const bool fails = m_report && m_report->failedAt == step;
        if (fails) {
            state = tr("failed");
            icon = theme::stateIcon(m_theme, theme::StateColor::Bad);
        } else if (m_report && !hasFailed) {
            const bool isPlain = step == ConnectionStep::Trust && m_report->certificate.isEmpty();
            state = isPlain ? tr("not encrypted") : tr("good");
            icon = theme::stateIcon(m_theme, isPlain && m_report->isExposed
                                                 ? theme::StateColor::Caution
                                             : isPlain ? theme::StateColor::Info
                                                       : theme::StateColor::Good);
        }
        hasFailed = hasFailed || fails;
        QListWidgetItem *item = m_steps->item(static_cast<int>(i));
        item->setIcon(icon);
        item->setText(tr("%1: %2", "step of a connection and its state")
                          .arg(connectionStepName(step), state));
    }
    int height = 2 * m_steps->frameWidth() + 2;
    for (int i = 0; i < m_steps->count(); ++i)
        height += m_steps->sizeHintForRow(i);
    m_steps->setFixedHeight(height);
}

QString ConnectionTest::detailsOf(const ConnectionReport &report) const
{
    QStringList lines;
    if (report.failedAt)
        lines << tr("Failed at: %1").arg(connectionStepName(*report.failedAt))
              << report.error.message << report.error.detail;
    if (!report.protocol.isEmpty())
        lines << tr("Protocol: %1").arg(report.protocol);
    if (!report.certificate.isEmpty())
        lines << tr("Certificate: %1").arg(report.certificate);
    if (!report.certificateOwner.isEmpty())
        lines << report.certificateOwner;
    if (!report.identity.organisations.isEmpty())
        lines << tr("Organisations: %1").arg(report.identity.organisations.join(u", "_s));
    lines << tr("Took: %1 ms").arg(report.took.count());
    lines.removeAll(QString());
    return lines.join(u'\n');
}

} // namespace tidemark
