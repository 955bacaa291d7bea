// Says in the page that a passkey was not used, in place of a line that only programmers see.
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  const words = document.getElementById('passkey-failed')
  if (words) { words.hidden = false }
})
