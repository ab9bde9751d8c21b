// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/trust_field.h"

#include "model/domain/source.h"
#include "views/sources/state_look.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

QString fingerprintText(const QString &pin)
{
    const auto stored = storablePin(pin);
    if (!stored || stored->isEmpty())
        return pin;
    QString text;
    for (qsizetype i = 0; i < stored->size(); i += 2) {
        if (i > 0)
            text += u':';
        text += QStringView(*stored).mid(i, 2);
    }
    return text;
}

TrustField::TrustField(QWidget *parent)
    : QWidget(parent)
    , m_choice(new QComboBox(this))
    , m_file(new QLineEdit(this))
    , m_browse(new QPushButton(tr("Browse…"), this))
    , m_pin(new QLineEdit(this))
    , m_problem(new QLabel(this))
{
    m_choice->addItem(tr("That this computer trusts"), static_cast<int>(Choice::System));
    m_choice->addItem(tr("From a file"), static_cast<int>(Choice::File));
    m_choice->addItem(tr("Exactly one, by its fingerprint"), static_cast<int>(Choice::One));
    m_choice->setAccessibleName(tr("Which certificates are trusted"));
    m_file->setPlaceholderText(tr("file of certificates (PEM)"));
    m_file->setAccessibleName(tr("File of certificates"));
    m_browse->setAccessibleName(tr("Browse for a file of certificates"));
    m_pin->setPlaceholderText(tr("SHA-256 fingerprint, 64 hex digits"));
    m_pin->setAccessibleName(tr("Fingerprint of the certificate"));
    m_problem->setWordWrap(true);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_file, 1);
    line->addWidget(m_browse);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_choice);
    layout->addLayout(line);
    layout->addWidget(m_pin);
    layout->addWidget(m_problem);
    setFocusProxy(m_choice);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &TrustField::showChoice);
    connect(m_choice, &QComboBox::activated, this, &TrustField::edited);
    for (QLineEdit *edit : {m_file, m_pin})
        connect(edit, &QLineEdit::textChanged, this, [this] {
            showChoice();
            Q_EMIT edited();
        });
    connect(m_browse, &QPushButton::clicked, this, &TrustField::browse);
    showChoice();
}

void TrustField::setCaFile(const QString &path)
{
    m_file->setText(path);
    if (!path.isEmpty())
        choose(Choice::File);
}

void TrustField::setPin(const QString &pin)
{
    m_pin->setText(fingerprintText(pin));
    m_pin->setCursorPosition(0);
    choose(pin.isEmpty() ? (m_file->text().isEmpty() ? Choice::System : Choice::File)
                         : Choice::One);
}

void TrustField::choose(Choice choice)
{
    m_choice->setCurrentIndex(m_choice->findData(static_cast<int>(choice)));
}

TrustField::Choice TrustField::choice() const
{
    return static_cast<Choice>(m_choice->currentData().toInt());
}

Result<QString> TrustField::caFile() const
{
    if (choice() != Choice::File)
        return QString();
    const QString path = m_file->text().trimmed();
    if (path.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       tr("Choose the file of certificates, or choose another kind of trust."));
    return path;
}

Result<QString> TrustField::pin() const
{
    if (choice() != Choice::One)
        return QString();
    auto pin = storablePin(m_pin->text());
    if (pin && pin->isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       tr("Paste the fingerprint of the certificate, or choose another kind of "
                          "trust."));
    return pin;
}

QWidget *TrustField::firstField() const
{
    return m_choice;
}

void TrustField::showChoice()
{
    m_file->setVisible(choice() == Choice::File);
    m_browse->setVisible(choice() == Choice::File);
    m_pin->setVisible(choice() == Choice::One);
    const bool isMissing = choice() == Choice::File ? m_file->text().trimmed().isEmpty()
                                                    : m_pin->text().trimmed().isEmpty();
    const auto wrong = choice() == Choice::File ? caFile() : pin();
    showToned(m_problem, wrong ? QString() : wrong.error().message,
              isMissing ? u"muted"_s : u"error"_s); // nothing typed yet is no mistake
}

void TrustField::browse()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("File of certificates"), m_file->text(),
                                     tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    if (!path.isEmpty())
        m_file->setText(path);
}

} // namespace tidemark
