// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/certificate_box.h"

#include "views/sources/trust_field.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr qsizetype kCharactersALine = 24; // of `ab:`, eight bytes

QString inLines(const QString &fingerprint)
{
    QString text;
    for (qsizetype i = 0; i < fingerprint.size(); i += kCharactersALine) {
        if (i > 0)
            text += u'\n';
        text += QStringView(fingerprint).mid(i, kCharactersALine);
    }
    return text;
}

} // namespace

CertificateBox::CertificateBox(QWidget *parent)
    : QFrame(parent)
    , m_owner(new QLabel(this))
    , m_fingerprint(new QLabel(this))
    , m_compared(new QCheckBox(tr("I co&mpared it: it is the same"), this))
    , m_trust(new QPushButton(tr("T&rust this certificate"), this))
{
    setProperty("note", true);
    auto *advice = new QLabel(tr("Ask whoever runs the server for the fingerprint of its "
                                 "certificate, on another way than this one, and compare:"),
                              this);
    advice->setWordWrap(true);
    m_owner->setWordWrap(true);
    m_owner->setTextFormat(Qt::PlainText);
    m_owner->setProperty("tone", u"muted"_s);
    m_fingerprint->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse |
                                           Qt::TextSelectableByKeyboard);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 6, 8, 6);
    layout->setSpacing(4);
    layout->addWidget(advice);
    layout->addWidget(m_fingerprint);
    layout->addWidget(m_owner);
    layout->addWidget(m_compared);
    layout->addWidget(m_trust, 0, Qt::AlignLeft);
    connect(m_compared, &QCheckBox::toggled, m_trust, &QWidget::setEnabled);
    connect(m_trust, &QPushButton::clicked, this, [this] {
        const QString fingerprint = m_shown; // whoever listens may show another one
        Q_EMIT trusted(fingerprint);
    });
    m_trust->setEnabled(false);
    m_trust->setAutoDefault(false);
}

void CertificateBox::showCertificate(const QString &fingerprint, const QString &owner)
{
    m_shown = fingerprint;
    m_fingerprint->setText(inLines(fingerprintText(fingerprint)));
    m_fingerprint->setAccessibleName(
        tr("SHA-256 fingerprint of the server's certificate: %1").arg(m_fingerprint->text()));
    m_owner->setText(owner);
    m_owner->setVisible(!owner.isEmpty());
    m_compared->setChecked(false);
    setVisible(!fingerprint.isEmpty());
}

} // namespace tidemark
