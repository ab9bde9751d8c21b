// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/asio_transport.h"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace asio = boost::asio;

namespace tidemark::http {
namespace {

using boost::system::error_code;
using Socket = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<Socket>;

PeerAddress addressOf(const asio::ip::tcp::endpoint &endpoint)
{
    return peerAddressFrom(QString::fromStdString(endpoint.address().to_string()));
}

/// What both kinds share. `Stream` is the socket itself or the TLS stream around it.
template <class Stream>
class StreamTransport : public Transport
{
public:
    StreamTransport(Stream stream, PeerAddress peer, PeerAddress local)
        : m_stream(std::move(stream))
        , m_peer(std::move(peer))
        , m_local(std::move(local))
    {}

    void read(std::span<char> into, ReadDone done) override
    {
        m_stream.async_read_some(asio::buffer(into.data(), into.size()), sized(std::move(done)));
    }
    void write(QByteArray head, QByteArray body, Done done) override
    {
        m_head = std::move(head);
        m_body = std::move(body);
        const std::array<asio::const_buffer, 2> parts{bufferOf(m_head), bufferOf(m_body)};
        asio::async_write(m_stream, parts,
                          [this, done = std::move(done)](error_code error, std::size_t /*size*/) {
                              m_head.clear();
                              m_body.clear();
                              done(!error);
                          });
    }
    void discard(std::span<char> into, ReadDone done) override
    {
        socket().async_read_some(asio::buffer(into.data(), into.size()), sized(std::move(done)));
    }
    void close() noexcept override
    {
        error_code ignored;
        socket().close(ignored);
    }
    [[nodiscard]] const PeerAddress &peer() const noexcept override { return m_peer; }
    [[nodiscard]] const PeerAddress &local() const noexcept override { return m_local; }

protected:
    [[nodiscard]] virtual Socket &socket() noexcept = 0;
    [[nodiscard]] Stream &stream() noexcept { return m_stream; }

    void finishSending()
    {
        error_code ignored;
        socket().shutdown(Socket::shutdown_send, ignored);
    }

private:
    static asio::const_buffer bufferOf(const QByteArray &bytes)
    {
        return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
    }
    static auto sized(ReadDone done)
    {
        return [done = std::move(done)](error_code error, std::size_t size) {
            done(error ? 0 : size);
        };
    }

    Stream m_stream;
    PeerAddress m_peer;
    PeerAddress m_local;
    QByteArray m_head; // what is being written
    QByteArray m_body;
};

class PlainTransport final : public StreamTransport<Socket>
{
public:
    using StreamTransport::StreamTransport;

    void handshake(Done done) override { done(true); }
    void finish(Done done) override
    {
        finishSending();
        done(true);
    }
    [[nodiscard]] bool isTls() const noexcept override { return false; }

private:
    [[nodiscard]] Socket &socket() noexcept override { return stream(); }
};

class TlsTransport final : public StreamTransport<TlsStream>
{
public:
    using StreamTransport::StreamTransport;

    void handshake(Done done) override
    {
        stream().async_handshake(TlsStream::server,
                                 [done = std::move(done)](error_code error) { done(!error); });
    }
    void finish(Done done) override
    {
        // It ends with an error when the peer goes on sending, which is the usual case here.
        stream().async_shutdown([this, done = std::move(done)](error_code /*error*/) {
            finishSending();
            done(true);
        });
    }
    [[nodiscard]] bool isTls() const noexcept override { return true; }

private:
    [[nodiscard]] Socket &socket() noexcept override { return stream().next_layer(); }
};

} // namespace

std::unique_ptr<Transport> makeTransport(Socket socket, asio::ssl::context *tls)
{
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error)
        return nullptr;
    const auto local = socket.local_endpoint(error);
    if (error)
        return nullptr;
    socket.set_option(asio::ip::tcp::no_delay(true), error); // answers are small: send them at once
    if (tls == nullptr)
        return std::make_unique<PlainTransport>(std::move(socket), addressOf(peer),
                                                addressOf(local));
    return std::make_unique<TlsTransport>(TlsStream(std::move(socket), *tls), addressOf(peer),
                                          addressOf(local));
}

} // namespace tidemark::http
